import { expect, test } from 'vitest';
import { checkStudy } from '../../lib/analyses/check-study.ts';
import { estimate, withheld } from '../../lib/analyses/estimate-rows.ts';
import { groupTests, isAsked, trendRows } from '../../lib/analyses/table-tests.ts';
import { Study } from '../../lib/protocol/study.ts';

const row = (group: string, events: number, n: number) =>
  estimate({ measure: 'proportion', group, method: 'wilson', status: 'released', value: events / n, n, events });

test('proportions of groups are compared by chi-square and likelihood ratio, as R does', () => {
  // smokers of R's prop.test help page
  const [smokers, patients] = [
    [83, 90, 129, 70],
    [86, 93, 136, 82],
  ];
  const rows = groupTests(patients.map((n, index) => row(`hospital=${index}`, smokers[index] ?? 0, n)));
  const value = (measure: string, name: string) =>
    rows.find((each) => each.measure === measure && each.method.startsWith(name))?.value;
  expect(value('chi-square', 'Pearson')).toBeCloseTo(12.6004112971276, 9);
  expect(value('p-value', 'Pearson')).toBeCloseTo(0.00558547666162702, 12);
  expect(value('degrees-of-freedom', 'likelihood ratio')).toBe(3);
});

test('a withheld group withholds the test, one group has none', () => {
  const rows = groupTests([row('a', 10, 50), withheld('proportion', 'b', 'wilson')]);
  expect(rows.map(({ status, value }) => [status, value])).toEqual([
    ['withheld', null],
    ['withheld', null],
  ]);
  expect(groupTests([row('a', 10, 50)])).toEqual([]);
});

test('groups without any success say that there is no test, never NaN', () => {
  const rows = groupTests([row('a', 0, 50), row('b', 0, 60)]);
  expect(rows.every(({ value, method }) => value === null && method.includes('not estimable'))).toBe(true);
});

const smokers = [83, 90, 129, 70];
const patients = [86, 93, 136, 82];

test('a trend over the known levels, as R does, whatever is unknown', () => {
  const rows = trendRows([
    ...patients.map((n, index) => row(`age-band=${index}`, smokers[index] ?? 0, n)),
    withheld('proportion', 'age-band=unknown', 'wilson'),
  ]);
  const value = (measure: string) => rows.find((each) => each.measure === measure)?.value;
  // R 4.2.2: prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82))
  expect(value('chi-square')).toBeCloseTo(8.22492228519771, 9);
  expect(value('p-value')).toBeCloseTo(0.00413189747764149, 12);
  expect(value('degrees-of-freedom')).toBe(1);
});

test('a trend is withheld with a level, not estimable without any success, and nothing for one level', () => {
  const [one, other] = [row('age-band=1', 10, 50), withheld('proportion', 'age-band=2', 'wilson')];
  expect(trendRows([one, other]).map(({ status, value }) => [status, value])).toEqual([['withheld', null]]);
  expect(trendRows([one])).toEqual([]);
  const none = trendRows([row('age-band=1', 0, 50), row('age-band=2', 0, 60)]);
  expect(none.every(({ value, method }) => value === null && method.includes('not estimable'))).toBe(true);
});

test('levels that the question leaves out are compared with nothing', () => {
  const where = [{ variable: 'age-band', in: ['18-29', '30-44'] }];
  const groups = ['age-band=18-29;reached=yes', 'age-band=60-99;reached=yes', 'reached=unknown'];
  expect(groups.map((group) => isAsked(row(group, 1, 2), where))).toEqual([true, false, true]);
});

test.each([
  [['arrears-band'], undefined],
  [['partner-type'], 'there is no trend of a proportion over partner-type'],
  [['arrears-band', 'age-band'], 'there is no trend of a proportion over arrears-band and age-band'],
  [[], 'there is no trend of a proportion over nothing'],
])('a trend asks for one ordered variable: %s', (by, problem) => {
  const measures = [{ measure: 'proportion', variable: 'forwarded', success: ['yes'] }];
  const study = Study.parse({
    schema: 'vroegzicht-study/1',
    study: 'trend',
    version: 1,
    title: 'Trend',
    researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
    purpose: 'research',
    analyses: [{ id: 'shares', analysis: 'table', unit: 'signals', by, measures, compareTrend: true }],
  });
  expect(checkStudy(study)[0]?.problem).toBe(problem);
});
