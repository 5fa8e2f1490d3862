import { expect, test } from 'vitest';
import {
  additiveScore,
  funnelArcsineScore,
  funnelLimits,
  funnelScore,
  overdispersion,
} from '../../lib/statistics/funnel-limits.ts';
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  bonferroni,
  hochberg,
  holm,
} from '../../lib/statistics/multiplicity.ts';
import {
  clusterDesignEffect,
  eventsNeeded,
  powerOfEvents,
  powerOfProportions,
  unitsPerArm,
} from '../../lib/statistics/power.ts';
import { reference, relativeError } from '../support/reference.ts';

test.each([
  ['holm', holm],
  ['hochberg', hochberg],
  ['bh', benjaminiHochberg],
  ['by', benjaminiYekutieli],
  ['bonferroni', bonferroni],
] as const)('%s equals R, in any order', (name, adjust) => {
  const expected = reference('padjust');
  expect(relativeError(adjust(expected.numbers('p')), expected.numbers(name))).toBeLessThan(1e-12);
  expect(relativeError(adjust(expected.numbers('p').toReversed()), expected.numbers(name).toReversed())).toBeLessThan(
    1e-12,
  );
  expect(adjust([])).toEqual([]);
});

const design = { first: 0.2, second: 0.25, significance: 0.05, designEffect: 1 };

test('units per arm equal R, and give back the power', () => {
  const units = unitsPerArm(design, 0.8);
  expect(relativeError([units], [reference('power.prop').number('n')])).toBeLessThan(1e-8);
  expect(powerOfProportions(design, units)).toBeCloseTo(0.8, 10);
  const clustered = { ...design, designEffect: clusterDesignEffect(1.4, 0.5) };
  expect(unitsPerArm(clustered, 0.8)).toBeCloseTo(units * 1.2, 8);
  expect(powerOfProportions(clustered, units * 1.2)).toBeCloseTo(0.8, 10);
});

test('events needed equal Schoenfeld, and give back the power', () => {
  const expected = reference('power.events');
  const designs = expected
    .numbers('hr')
    .map((hazardRatio) => ({ hazardRatio, significance: 0.05, shareInFirstArm: 0.5 }));
  expect(
    relativeError(
      designs.map((hazard) => eventsNeeded(hazard, 0.8)),
      expected.numbers('events'),
    ),
  ).toBeLessThan(1e-10);
  for (const hazard of designs) expect(powerOfEvents(hazard, eventsNeeded(hazard, 0.8))).toBeCloseTo(0.8, 10);
});

test.each<[string, () => number]>([
  ['equal proportions', () => unitsPerArm({ ...design, second: 0.2 }, 0.8)],
  ['certain proportions', () => powerOfProportions({ ...design, first: 0, second: 1 }, 100)],
  ['equal hazards', () => eventsNeeded({ hazardRatio: 1, significance: 0.05, shareInFirstArm: 0.5 }, 0.8)],
  ['an empty arm', () => eventsNeeded({ hazardRatio: 2, significance: 0.05, shareInFirstArm: 0 }, 0.8)],
])('%s: refused, no infinite number', (_, planned) => {
  expect(planned).toThrow(RangeError);
});

const funnel = reference('funnel');
const clip = (limits: readonly number[]): readonly number[] => limits.map((limit) => Math.min(1, Math.max(0, limit)));

test.each([
  [0.95, 'lo95', 'hi95'],
  [0.998, 'lo998', 'hi998'],
])('control limits at %s equal the reference, within 0 and 1', (level, lower, upper) => {
  const limits = funnel.numbers('n').map((total) => funnelLimits(total, funnel.number('p0'), level));
  expect(
    relativeError(
      limits.map((limit) => limit?.lower ?? -1),
      clip(funnel.numbers(lower)),
    ),
  ).toBeLessThan(1e-10);
  expect(
    relativeError(
      limits.map((limit) => limit?.upper ?? -1),
      clip(funnel.numbers(upper)),
    ),
  ).toBeLessThan(1e-10);
});

test('scores and overdispersion equal the reference', () => {
  const totals = funnel.numbers('n2');
  const groups = funnel.numbers('y').map((successes, index) => ({ successes, total: totals[index] ?? 0 }));
  const target = funnel.number('pbar');
  const scores = groups.map((group) => funnelScore(group, target) ?? Number.NaN);
  const spread = overdispersion(groups, target);
  expect(relativeError(scores, funnel.numbers('z_raw'))).toBeLessThan(1e-10);
  expect(
    relativeError(
      groups.map((group) => funnelArcsineScore(group, target) ?? Number.NaN),
      funnel.numbers('z_arcsine'),
    ),
  ).toBeLessThan(1e-10);
  expect(
    relativeError([spread?.winsorLimits.lower ?? 0, spread?.winsorLimits.upper ?? 0], funnel.numbers('winsor_limits')),
  ).toBeLessThan(1e-10);
  expect(
    relativeError(
      [spread?.factor ?? 0, spread?.betweenVariance ?? 0],
      [funnel.number('phi'), funnel.number('tau2_additive')],
    ),
  ).toBeLessThan(1e-10);
  const multiplicative = scores.map((score) => score / Math.sqrt(spread?.factor ?? 1));
  expect(relativeError(multiplicative, funnel.numbers('z_multiplicative'))).toBeLessThan(1e-10);
  const additive = groups.map((group) => additiveScore(group, target, spread?.betweenVariance ?? 0) ?? Number.NaN);
  expect(relativeError(additive, funnel.numbers('z_additive'))).toBeLessThan(1e-10);
});

test('empty groups and certain targets have no scores', () => {
  expect(funnelLimits(0, 0.2, 0.95)).toBeNull();
  expect(funnelLimits(9, 1, 0.95)).toEqual({ lower: 1, upper: 1 });
  expect(funnelScore({ successes: 0, total: 0 }, 0.2)).toBeNull();
  expect(funnelArcsineScore({ successes: 0, total: 0 }, 0.2)).toBeNull();
  expect(additiveScore({ successes: 0, total: 0 }, 0.2, 0)).toBeNull();
  expect(additiveScore({ successes: 0, total: 3 }, 0, 0)).toBeNull();
  expect(overdispersion([{ successes: 1, total: 3 }], 0.2)).toBeNull();
});
