import { expect, test } from 'vitest';
import { type clocks, simulateHouseholds } from '../statistics/simulation-households.ts';
import { coxOf, pValuesOf } from '../statistics/simulation-tests.ts';

const runs = 4000;

test(`false positives under no effect are 4 to 6 percent in ${runs} seeded studies`, () => {
  const found = Array.from({ length: runs }, (_, index) => pValuesOf(100_000 + index));
  const rates = (['landmark', 'inStates', 'stateHazards'] as const).map((analysis) => ({
    analysis,
    rate: found.filter((each) => each[analysis] < 0.05).length / runs,
    unknown: found.filter((each) => Number.isNaN(each[analysis])).length,
  }));
  process.stdout.write(`${JSON.stringify(rates)}\n`);
  for (const { analysis, rate, unknown } of rates) {
    expect(unknown, analysis).toBe(0);
    expect(rate, analysis).toBeGreaterThanOrEqual(0.04);
    expect(rate, analysis).toBeLessThanOrEqual(0.06);
  }
}, 900_000);

// Hazard ratios of declined and accepted under no effect: stats_reference.json, syn.null_bias (R 4.2.2, 200 000 households).
const wanted: readonly (readonly [keyof typeof clocks, number, number])[] = [
  ['fromClosing', 1.44886636491581, 0.541199890226528],
  ['everReached', 0.577415274754475, 0.570115783119833],
  ['landmark28', 1, 1],
  ['inStates', 0.997580216889372, 0.999787243088929],
];

test.each(wanted)(
  '%s: hazard ratios as in R, on whole days and with debts by municipality',
  (clock, declined, accepted) => {
    const { ratios } = coxOf(simulateHouseholds(200_000, 6, 11), clock);
    process.stdout.write(`${clock} ${ratios.slice(0, 2).join(' ')}\n`);
    expect(Math.abs(Math.log((ratios[0] ?? Number.NaN) / declined))).toBeLessThan(0.08);
    expect(Math.abs(Math.log((ratios[1] ?? Number.NaN) / accepted))).toBeLessThan(0.08);
  },
  300_000,
);
