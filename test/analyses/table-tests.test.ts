import { expect, test } from 'vitest';
import { estimate, withheld } from '../../lib/analyses/estimate-rows.ts';
import { groupTests } from '../../lib/analyses/table-tests.ts';

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
