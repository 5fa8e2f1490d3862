import { describe, expect, test } from 'vitest';
import { checkStudy } from '../../lib/analyses/check-study.ts';
import { bindAnalysis } from '../../lib/analyses/registry.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';
import type { ReleasedCounts } from '../../lib/protocol/evidence.ts';
import { Study } from '../../lib/protocol/study.ts';
import { modelStudy } from '../support/analyses.ts';
import { seededRandom } from '../support/random.ts';
import { reference, referenceData, relativeError } from '../support/reference.ts';

const parameters = {
  id: 'a',
  analysis: 'table',
  unit: 'landmark-28',
  by: ['arrears-band', 'landmark-arm'],
  measures: [{ measure: 'proportion', variable: 'crisis', success: ['yes'] }],
  compareWithin: 'arrears-band',
};
const departments = ['A', 'B', 'C', 'D', 'E', 'F'];
const ucb = (department: string, gender: string, admit: string): number =>
  referenceData('ucb')
    .find((row) => row.text('Dept') === department && row.text('Gender') === gender && row.text('Admit') === admit)
    ?.number('Freq') ?? 0;
const cells = departments.flatMap((department) =>
  ['Female', 'Male'].flatMap((gender) =>
    ['yes', 'no'].map((answer) => ({
      levels: [department, gender, answer],
      count: ucb(department, gender, answer === 'yes' ? 'Admitted' : 'Rejected'),
    })),
  ),
);
type Cells = ReleasedCounts['cells'];
const evidence = (given: Cells, roundingBase: number): ReleasedCounts => ({
  kind: 'counts',
  name: 'proportion:crisis',
  dimensions: [
    { variable: 'arrears-band', levels: departments },
    { variable: 'landmark-arm', levels: ['Female', 'Male'] },
    { variable: 'crisis', levels: ['yes', 'no'] },
  ],
  success: ['yes'],
  cells: [...given],
  protection: { roundingBase, uncontrolled: roundingBase === 1 },
});
const rowsOf = (given: Cells, roundingBase = 1) =>
  bindAnalysis(Analysis.parse(parameters), studyContext(modelStudy)).estimate([evidence(given, roundingBase)]);
const ratioOf = (given: Cells, roundingBase = 1) =>
  rowsOf(given, roundingBase).find((row) => row.measure === 'odds-ratio');

test('admissions by gender within departments equal R mantelhaen.test', () => {
  const expected = reference('cmh.ucb');
  const ratio = ratioOf(cells);
  expect(relativeError([Number(ratio?.value)], [expected.number('or_mh')])).toBeLessThan(1e-10);
  expect(relativeError([ratio?.ci_low ?? null, ratio?.ci_high ?? null], expected.numbers('ci'))).toBeLessThan(1e-10);
  const test = rowsOf(cells).find((row) => row.measure === 'chi-square');
  expect(test?.method).toBe(
    'Cochran-Mantel-Haenszel; Mantel-Haenszel within arrears-band; reference landmark-arm=Female',
  );
  expect(Number(test?.value)).toBeCloseTo(expected.number('chisq'), 8);
});

test('the error that rounding adds is the spread over roundings', () => {
  const random = seededRandom(11);
  const log = (given: Cells) => Math.log(Number(ratioOf(given, 5)?.value));
  const errors = Array.from({ length: 400 }, () =>
    log(cells.map((cell) => ({ ...cell, count: cell.count + 5 * (random() - 0.5) }))),
  ).map((value) => value - log(cells));
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  const half = (base: number) => {
    const row = ratioOf(cells, base);
    return Math.log((row?.ci_high ?? 0) / (row?.ci_low ?? 1)) / 2 / 1.959964;
  };
  const added = Math.sqrt(half(5) ** 2 - half(1) ** 2);
  expect(spread / added).toBeGreaterThan(0.88);
  expect(spread / added).toBeLessThan(1.12);
});

test('one withheld cell withholds the comparison: no other number tells it', () => {
  const hidden = cells.map((cell, index) => (index === 5 ? { ...cell, count: null } : cell));
  const found = rowsOf(hidden, 5).filter((row) => row.measure !== 'proportion');
  expect(found.map(({ measure, status, value }) => [measure, status, value])).toEqual([
    ['odds-ratio', 'withheld', null],
  ]);
});

describe('data that cannot answer', () => {
  test.each<[string, (answer: string | undefined, arm: string | undefined) => number, string]>([
    ['no events', (answer) => (answer === 'yes' ? 0 : 40), 'no stratum has both groups and both outcomes'],
    [
      'zero events in an arm',
      (answer, arm) => (answer === 'yes' && arm === 'Male' ? 0 : 40),
      'no events, or only events',
    ],
    ['nobody in an arm', (_, arm) => (arm === 'Male' ? 0 : 40), 'no stratum has both groups and both outcomes'],
  ])('%s', (_, count, why) => {
    const ratio = ratioOf(cells.map((cell) => ({ ...cell, count: count(cell.levels[2], cell.levels[1]) })));
    expect(ratio).toMatchObject({ value: null, ci_low: null });
    expect(ratio?.method).toContain(`not estimable: ${why}`);
  });

  test.each([
    ['one variable', { by: ['landmark-arm'], compareWithin: 'landmark-arm' }],
    ['strata that are no group', { compareWithin: 'crisis' }],
    ['no proportion', { measures: [{ measure: 'count' }] }],
  ])('%s is refused with a remedy', (_, changes) => {
    const study = Study.parse({ ...modelStudy, analyses: [{ ...parameters, ...changes }] });
    expect(checkStudy(study)[0]?.remedy).toContain('name two variables in `by`');
  });
});
