import { describe, expect, test } from 'vitest';
import { numberKey } from '../../lib/disclosure/differences.ts';
import { nothingEarlier } from '../../lib/disclosure/earlier.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { questionsOf } from '../../lib/disclosure/questions.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { after, counts, gate, table, total } from '../support/gate.ts';

const [a, b]: readonly Selection[] = [{ kind: ['a'] }, { kind: ['b'] }];
const here = { universe: 'cases@all', unit: 'invented' };

/** A total beside two kinds, each with its rows and households. */
const parts = (given: readonly (readonly [rows: number, households: number])[]) =>
  [{}, a ?? {}, b ?? {}].map((where, at) => {
    const [rows, households] = given[at] ?? [0, 0];
    return table(`n${at}`, [], { '': rows }, { where, households: { '': households } });
  });
const asked = (given: readonly (readonly [number, number])[]) =>
  questionsOf({
    parts: parts(given),
    policy,
    solver: () => {
      throw new Error('nothing is solved to ask');
    },
    earlier: nothingEarlier,
  });
const selections = (given: readonly (readonly [number, number])[]) =>
  asked(given).numbers.map(({ selection }) => selection);
const households = (whole: readonly number[], one: readonly number[], other: readonly number[]) =>
  new Map([
    [numberKey('cases@all', {}), whole],
    [numberKey('cases@all', a ?? {}), one],
    [numberKey('cases@all', b ?? {}), other],
  ]);

describe('what two kinds leave of a total, where a household may have several rows', () => {
  const twenty = [
    [200, 105],
    [100, 60],
    [80, 40],
  ] as const;
  test('is asked: the households of the three by municipality', () =>
    expect(new Set(selections(twenty).map((each) => JSON.stringify(each)))).toEqual(
      new Set([{}, a, b].map((each) => JSON.stringify(each))),
    ));
  test('and then who is in none of the two kinds, when few are left for somebody', () => {
    const { differences } = asked(twenty);
    const rest = { ...here, wide: {}, narrow: a, more: [b] };
    expect(differences(households([60, 45], [30, 30], [21, 19]))).toEqual([rest]);
    expect(differences(households([60, 45], [25, 25], [20, 10]))).toEqual([]);
  });
  test('is not asked where the rows say by themselves that it is small', () => {
    const { differences } = asked([
      [189, 105],
      [100, 60],
      [80, 40],
    ]);
    expect(differences(households([60, 45], [30, 30], [21, 19]))).toEqual([]);
  });
});

describe('what numbers give together that cannot all be looked for', () => {
  /** Groups of three levels, of which every two are asked: sixty thousand ways to take numbers that lie apart. */
  const threes = ['young', 'old'].flatMap((age) =>
    Array.from({ length: 5 }, (_, group) => [0, 1, 2].map((level) => `p${3 * group + level}`)).flatMap(
      ([one = '', two = '', three = '']) =>
        [
          [one, two],
          [two, three],
          [one, three],
        ].map((levels): Selection => ({ age: [age], p: levels })),
    ),
  );
  const sets = threes.map((where, at) => total(`s${at}`, 20, where));
  test('is a reason to show nothing new, and to say that it was not finished', () => {
    const { released, certificate } = gate([total('all', 310), ...sets]);
    expect(new Set(released.flatMap(counts))).toEqual(new Set([null]));
    expect(certificate.populations.map(({ finished }) => finished)).toEqual([false]);
  });
  test('what everybody knows already is said again', () => {
    const first = gate([total('all', 310)]);
    const { released } = gate([total('again', 310), ...sets], after(first));
    expect(released.flatMap(counts).filter((count) => count !== null)).toEqual([310]);
  });
  test('few of them can be', () => {
    const { released, certificate } = gate([total('all', 310), ...sets.slice(0, 9)]);
    expect(released.flatMap(counts)).not.toContain(null);
    expect(certificate.populations.map(({ finished }) => finished)).toEqual([true]);
  });
});
