import { describe, expect, test } from 'vitest';
import { monthOf } from '../../lib/synthetic/days.ts';
import { generateMunicipality } from '../../lib/synthetic/generate.ts';
import type { CausalParameters } from '../../lib/synthetic/parameters.ts';
import type { MunicipalityRecords } from '../../lib/synthetic/records.ts';
import { isAccepted } from './figures.ts';

const average = { signals: 0, reach: 0, acceptance: 0 };

const generated = new Map<string, MunicipalityRecords>();

/** A city in which help, and need, matter so much; two tests look at the same one. */
function generate(causal: CausalParameters): MunicipalityRecords {
  const key = JSON.stringify(causal);
  const known = generated.get(key);
  if (known !== undefined) return known;
  const municipality = { code: '9001', name: 'Gemeente Toets', inhabitants: 500_000, effects: average };
  const made = generateMunicipality({ ...municipality, seed: 3, until: '2026-06-30', months: 18, causal });
  generated.set(key, made);
  return made;
}

/** Further signals within 90 days after reached cases closed, accepted relative to declined. */
function returnRatio(records: MunicipalityRecords): number {
  const household = new Map(records.signals.map(({ id, household }) => [id, household.key]));
  const days = Map.groupBy(records.signals, ({ household }) => household.key);
  const rates = [true, false].map((accepted) => {
    const spells = records.cases.filter(
      (one) =>
        one.closedOn !== null &&
        one.closedOn <= records.until - 90 &&
        one.wantsHelp !== null &&
        isAccepted(one) === accepted,
    );
    const returned = spells.filter(({ signalIds, closedOn }) =>
      days
        .get(household.get(signalIds[0] ?? '') ?? '')
        ?.some(({ day }) => closedOn !== null && day > closedOn && day <= closedOn + 90),
    );
    return returned.length / spells.length;
  });
  return (rates[0] ?? 0) / (rates[1] ?? 1);
}

describe('the true causal structure is in the records', () => {
  test.each([
    ['no effect and no confounding', { helpHazardRatio: 1, needLogOdds: 0 }, 0.9, 1.1],
    ['help halves the hazard', { helpHazardRatio: 0.5, needLogOdds: 0 }, 0.5, 0.68],
    ['need makes help look harmful', { helpHazardRatio: 1, needLogOdds: 2 }, 1.2, 1.8],
  ])('%s', (_name, causal, low, high) => {
    const ratio = returnRatio(generate(causal));
    expect(ratio).toBeGreaterThan(low);
    expect(ratio).toBeLessThan(high);
  });

  test('the hazard of a further signal falls with the time since the last', () => {
    const records = generate({ helpHazardRatio: 1, needLogOdds: 0 });
    const last = monthOf(records.until);
    const atRisk = Array.from({ length: 13 }, () => 0);
    const events = Array.from({ length: 13 }, () => 0);
    for (const signals of Map.groupBy(records.signals, ({ household }) => household.key).values()) {
      const months = [...new Set(signals.map(({ day }) => monthOf(day)))];
      for (const [index, month] of months.entries()) {
        const lag = (months[index + 1] ?? Number.POSITIVE_INFINITY) - month;
        for (let step = 1; step <= Math.min(lag, last - month, 12); step += 1) atRisk[step] = (atRisk[step] ?? 0) + 1;
        if (lag <= 12) events[lag] = (events[lag] ?? 0) + 1;
      }
    }
    const hazard = (step: number): number => (events[step] ?? 0) / (atRisk[step] ?? 1);
    const steps = [1, 2, 4, 6, 9, 12].map(hazard);
    expect(steps).toEqual(steps.toSorted((left, right) => right - left));
    expect(hazard(1)).toBeGreaterThan(0.12);
    expect(hazard(12)).toBeLessThan(0.03);
  });
});
