import { describe, expect, test } from 'vitest';
import { generateMunicipality, retainedSignals } from '../../lib/synthetic/generate.ts';
import { demoMunicipalities } from '../../lib/synthetic/municipalities.ts';
import calibration from '../reference/calibration.json' with { type: 'json' };
import { figures, isAccepted } from './figures.ts';

const months = 24;
const municipalities = demoMunicipalities(20, 11).map((municipality) =>
  generateMunicipality({ ...municipality, seed: 11, inhabitants: 50_000, until: '2026-06-30', months }),
);
const measured = figures(municipalities, months);
const { achieved } = calibration.generatorDefaults.attemptModel;
const factors = calibration.reachFactors2022_2023;
const defaults = calibration.generatorDefaults;

describe('generated municipalities agree with the national figures', () => {
  test.each([
    ['reach', measured.reach, achieved.reach, calibration.national['2023'].reachOfMeldingen.v],
    ['written only', measured.writtenOnly, achieved.writtenOnly, factors.writtenOnly],
    ['any phone', measured.anyPhone, achieved.anyPhone, factors.anyPhone],
    ['any home visit', measured.anyHomeVisit, achieved.anyHomeVisit, factors.anyHomeVisit],
    ['four or more attempts', measured.attempts4plus, achieved.attempts4plus, factors.attempts4plus],
    ['one or two attempts', measured.attempts1to2, achieved.attempts1to2, factors.attempts1to2],
  ])(
    'reached, %s: within two points of the fitted model and of the published figure',
    (_name, value, fitted, published) => {
      expect(Math.abs(value - fitted)).toBeLessThan(0.02);
      expect(Math.abs(value - published)).toBeLessThan(0.02);
    },
  );

  test.each([
    ['signals per 1,000 inhabitants a month', measured.signalsPer1000PerMonth, defaults.signalsPer1000PerMonth, 0.22],
    ['cases a signal', measured.casesPerSignal, defaults.meldingPerSignal, 0.02],
    ['cases accepted', measured.accepted, calibration.national['2023'].acceptOfMeldingen.v, 0.01],
    ['cases with a signal in the six months before', measured.casesWithEarlierSignal, 0.4, 0.02],
    ['cases with several signals', measured.casesWithSeveralSignals, 0.11, 0.01],
    ['signals of health insurers', measured.creditors['health-insurance'], defaults.creditor.Zorg, 0.02],
    ['signals of energy suppliers', measured.creditors['energy'], defaults.creditor.Energie, 0.02],
    ['signals of landlords', measured.creditors['rent'], defaults.creditor.Huur, 0.02],
    ['signals of water companies', measured.creditors['water'], defaults.creditor.Water, 0.02],
    ['other signals', measured.creditors['municipal-taxes'], defaults.creditor.Overige, 0.02],
  ])('%s', (_name, value, expected, tolerance) => {
    expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThan(tolerance);
  });

  test('March is the busiest month and crisis signals come mostly from energy suppliers', () => {
    const signals = municipalities.flatMap((municipality) => municipality.signals);
    const counts = Array.from(
      { length: 12 },
      (_, month) => signals.filter(({ day }) => new Date(day * 86_400_000).getUTCMonth() === month).length,
    );
    expect(Math.max(...counts)).toBe(counts[2]);
    expect((12 * (counts[2] ?? 0)) / signals.length).toBeCloseTo(defaults.monthFactor['3'], 1);
    const energy = signals.filter(({ creditorType }) => creditorType === 'energy');
    expect(energy.filter(({ crisis }) => crisis).length / energy.length).toBeCloseTo(defaults.crisis.Energie, 2);
  });
});

const logit = (share: number): number => Math.log(share / (1 - share));
const deviation = (values: readonly number[]): number => {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
};

test('municipalities differ as much as calibrated', () => {
  const spread = defaults.betweenMunicipality;
  const reachedCases = municipalities.map(({ cases }) =>
    cases.filter(({ attempts, outcome }) => outcome !== null && attempts.some(({ reached }) => reached)),
  );
  const volume = deviation(municipalities.map(({ signals }) => Math.log(signals.length)));
  const reach = deviation(
    municipalities.map(({ cases }, index) => logit((reachedCases[index]?.length ?? 0) / cases.length)),
  );
  const acceptance = deviation(reachedCases.map((cases) => logit(cases.filter(isAccepted).length / cases.length)));
  expect(Math.abs(volume - spread.signalsRateLogSD)).toBeLessThan(0.06);
  expect(Math.abs(reach - spread.reachLogitSD)).toBeLessThan(0.1);
  expect(Math.abs(acceptance - spread.acceptLogitSD)).toBeLessThan(0.12);
});

test('signals of six months are retained, and the cases of deleted signals stay', () => {
  for (const records of municipalities) {
    const retained = new Set(retainedSignals(records).map(({ id }) => id));
    const days = retainedSignals(records).map(({ day }) => day);
    expect(Math.min(...days)).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1) / 86_400_000);
    expect(Math.max(...days)).toBeLessThanOrEqual(records.until);
    const orphans = records.cases.filter(({ signalIds }) => signalIds.every((id) => !retained.has(id)));
    expect(orphans.length / records.cases.length).toBeGreaterThan(0.6);
  }
});

test('nothing in the records happens after the export date, and every link leads somewhere', () => {
  for (const { cases, signals, until } of municipalities) {
    const ids = new Set(signals.map(({ id }) => id));
    expect(ids.size).toBe(signals.length);
    expect(cases.flatMap(({ signalIds }) => signalIds).filter((id) => !ids.has(id))).toEqual([]);
    const days = cases.flatMap((one) => [one.seenOn, one.closedOn ?? 0, ...one.attempts.map(({ day }) => day)]);
    expect(days.filter((day) => day > until)).toEqual([]);
    const closedBeforeLastAttempt = cases.filter(
      ({ attempts, closedOn }) => closedOn !== null && closedOn < (attempts.at(-1)?.day ?? 0),
    );
    expect(closedBeforeLastAttempt).toEqual([]);
  }
});
