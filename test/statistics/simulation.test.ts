import { expect, test } from 'vitest';
import { simulateHouseholds } from './simulation-households.ts';
import { coxOf, pValuesOf } from './simulation-tests.ts';

// A seeded sample of test/prove/simulation.prove.ts: no effect of contact or help, hazard ratios of 1. Statistics note 0.4, syn.null_bias.

test('under no effect few of 40 studies find one, and p-values spread evenly', () => {
  const found = Array.from({ length: 40 }, (_, index) => pValuesOf(index));
  for (const analysis of ['landmark', 'inStates', 'stateHazards'] as const) {
    const values = found.map((each) => each[analysis]);
    expect(values.filter((value) => value < 0.05).length, analysis).toBeLessThanOrEqual(6);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length, analysis).toBeGreaterThan(0.37);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length, analysis).toBeLessThan(0.63);
  }
});

test('the clock from closing harms the declined and favours the accepted; a landmark does neither', () => {
  const households = simulateHouseholds(40_000, 6, 7);
  const [declined = 0, accepted = 0] = coxOf(households, 'fromClosing').ratios;
  expect(declined).toBeGreaterThan(1.25);
  expect(accepted).toBeLessThan(0.7);
  for (const ratio of coxOf(households, 'everReached').ratios.slice(0, 2)) expect(ratio).toBeLessThan(0.7);
  for (const ratio of coxOf(households, 'landmark28').ratios.slice(0, 2))
    expect(Math.abs(Math.log(ratio))).toBeLessThan(0.12);
});
