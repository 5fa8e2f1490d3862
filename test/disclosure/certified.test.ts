import { describe, expect, test } from 'vitest';
import {
  budgetOf,
  certify,
  certifyTogether,
  isCertified,
  isSeen,
  type Proof,
} from '../../lib/disclosure/secondary/certify.ts';
import { wholeSystem } from '../../lib/disclosure/secondary/region.ts';
import type { Extreme } from '../../lib/disclosure/solver.ts';
import { attackOn, scripted, secretOf, solved, startAt, sumOf } from '../support/attacker-system.ts';

const unsolved: Extreme = { status: 'unsolved' };

/** Two secrets of five and of four, a third number, and their total. */
const rows = [sumOf([0]), sumOf([1]), sumOf([2], [18, 22]), sumOf([0, 1, 2], [27, 31])];
const truth = [5, 4, 20];

function proofWith(answers: readonly Extreme[], solves = 100) {
  const { solver, asked } = scripted(answers);
  const attack = attackOn(rows, { secrets: [secretOf(0), secretOf(1)], solver });
  const proof: Proof = {
    attack,
    region: wholeSystem(attack),
    witnesses: startAt(attack, truth),
    budget: budgetOf(solves),
  };
  return { proof, asked };
}

const free = (row: number) => `${row} from -Infinity to Infinity`;
const noneLeft = { used: 0 };

test('a budget counts the programmes that were solved', () => {
  const budget = budgetOf(10);
  budget.left -= 3;
  expect([budget.left, budget.used()]).toEqual([7, 3]);
});

describe('a secret is seen on a side', () => {
  const at = (smallest: number, largest: number) => {
    const { proof } = proofWith([]);
    proof.witnesses.smallest[0] = smallest;
    proof.witnesses.largest[0] = largest;
    return (['smallest', 'largest'] as const).map((side) => isSeen(proof.attack, proof.witnesses, 0, side));
  };
  test.each([
    [3, 7, [true, true]],
    [4, 7, [false, true]],
    [3, 6, [true, false]],
    [2, 8, [true, true]],
  ])('by witnesses of %d and %d: %j', (smallest, largest, seen) => expect(at(smallest, largest)).toEqual(seen));
  test('is certified when it is seen on both', () => {
    const { proof } = proofWith([]);
    const { attack, witnesses } = proof;
    const both = (smallest: number, largest: number) => {
      witnesses.smallest[1] = smallest;
      witnesses.largest[1] = largest;
      return isCertified(attack, witnesses, 1);
    };
    expect([both(3, 7), both(4, 7), both(3, 6)]).toEqual([true, false, false]);
  });
  test('what is no secret needs no proof', () => {
    const { proof } = proofWith([]);
    expect(isSeen(proof.attack, proof.witnesses, 9, 'smallest')).toBe(true);
  });
});

describe('one secret is certified', () => {
  test('by the corners where it is largest and smallest', () => {
    const { proof, asked } = proofWith([solved([7, 4, 20], 7), solved([3, 4, 20], 3)]);
    expect(certify(proof, 0)).toEqual({ status: 'certified' });
    expect(asked).toEqual(['largest of 0', 'smallest of 0']);
    expect(proof.budget.used()).toBe(2);
    expect(isCertified(proof.attack, proof.witnesses, 0)).toBe(true);
  });
  test('without a programme on the sides that were seen', () => {
    const { proof, asked } = proofWith([solved([3, 4, 20], 3)]);
    proof.witnesses.largest[0] = 7;
    expect(certify(proof, 0)).toEqual({ status: 'certified' });
    expect(asked).toEqual(['smallest of 0']);
  });
  test('by a search in whole numbers where the corner is none', () => {
    const corner = solved([7.5, 3.5, 20], 7.5);
    const { proof, asked } = proofWith([
      corner,
      solved([7, 4, 19], 7),
      solved([2.5, 4.5, 20], 2.5),
      solved([3, 4, 20], 3),
    ]);
    expect(certify(proof, 0)).toEqual({ status: 'certified' });
    expect(asked).toEqual([
      'largest of 0',
      '0 from 7 to Infinity',
      'largest of 0 in whole numbers',
      free(0),
      'smallest of 0',
      '0 from -Infinity to 3',
      'smallest of 0 in whole numbers',
      free(0),
    ]);
    expect(proof.budget.used()).toBe(4);
  });
  test('up to what a solver calls equal', () => {
    const near = (value: number) => proofWith([solved([7, 4, 20], value), solved([3, 4, 20], 3)]).proof;
    expect(certify(near(6.999_999_5), 0).status).toBe('certified');
    expect(certify(near(6.999_99), 0).status).toBe('exposed');
    const small = (value: number) => proofWith([solved([7, 4, 20], 7), solved([3, 4, 20], value)]).proof;
    expect(certify(small(3.000_000_5), 0).status).toBe('certified');
    expect(certify(small(3.000_01), 0).status).toBe('exposed');
  });
});

describe('one secret is exposed', () => {
  const duals = [0, 0, -1, 0.5, 0.000_001];
  test('where it cannot get so far, by the rows that stand in the way', () => {
    const { proof, asked } = proofWith([solved([6, 4, 20], 6, duals)]);
    expect(certify(proof, 0)).toEqual({ status: 'exposed', side: 'largest', binding: [2, 3] });
    expect(asked).toEqual(['largest of 0']);
  });
  test('where no table in whole numbers gets so far', () => {
    const { proof } = proofWith([solved([7.5, 3.5, 20], 7.5, duals), unsolved]);
    expect(certify(proof, 0)).toEqual({ status: 'exposed', side: 'largest', binding: [2, 3] });
    expect(proof.budget.used()).toBe(2);
  });
  test('where a table of the solver breaks what is shown', () => {
    const { proof } = proofWith([solved([7, 9, 22], 7, duals), solved([7, 9, 22], 7)]);
    expect(certify(proof, 0).status).toBe('exposed');
  });
});

describe('nothing is said', () => {
  test.each([
    [1, 'unfinished', 0],
    [2, 'certified', 2],
  ])('of one side with %d programmes left: %s', (solves, status, used) => {
    const { proof } = proofWith([solved([7.5, 3.5, 20], 7.5), solved([7, 4, 19], 7)], solves);
    proof.witnesses.smallest[0] = 3;
    expect(certify(proof, 0).status).toBe(status);
    expect(proof.budget.used()).toBe(used);
  });
  test('where the solver ends without an answer', () => {
    const { proof } = proofWith([unsolved]);
    expect(certify(proof, 0)).toEqual({ status: 'unfinished' });
    expect(proof.budget.used()).toBe(1);
  });
  test('of what is not in the region', () => {
    const { proof } = proofWith([solved([7, 4, 20], 7)]);
    const elsewhere = { ...proof.region, rowOf: () => undefined };
    expect(certify({ ...proof, region: elsewhere }, 0)).toEqual({ status: 'unfinished' });
    expect(proof.budget.used()).toBe(noneLeft.used);
  });
});

describe('many secrets are pushed to one side at once', () => {
  const together = (answers: readonly Extreme[], side: 'smallest' | 'largest', solves = 100) => {
    const { proof, asked } = proofWith(answers, solves);
    certifyTogether(proof, [0, 1, 9], side);
    const { smallest, largest } = proof.witnesses;
    return { asked, seen: [...(side === 'smallest' ? smallest : largest)], used: proof.budget.used() };
  };
  test('each no further than it must, in one programme', () =>
    expect(together([solved([7, 6, 18])], 'largest')).toEqual({
      asked: [
        '0 from -Infinity to 7',
        '1 from -Infinity to 7',
        'largest of 0+1',
        free(0),
        free(1),
        '1 from -Infinity to 7',
        'largest of 1',
        free(1),
      ],
      seen: [7, 6],
      used: 2,
    }));
  test('also to their smallest values', () =>
    expect(together([solved([3, 3, 22])], 'smallest')).toEqual({
      asked: ['0 from 3 to Infinity', '1 from 3 to Infinity', 'smallest of 0+1', free(0), free(1)],
      seen: [3, 3],
      used: 1,
    }));
  test('as long as that reaches more of them', () => {
    expect(together([solved([7, 4, 20]), solved([5, 7, 19])], 'largest')).toMatchObject({ seen: [7, 7], used: 2 });
    expect(together([solved([6, 5, 20]), solved([7, 7, 17])], 'largest')).toMatchObject({ seen: [6, 5], used: 1 });
  });
  test('not where the corner is in fractions, or not solved', () => {
    expect(together([solved([6.5, 6.5, 18]), solved([7, 7, 17])], 'largest')).toMatchObject({ seen: [5, 4], used: 1 });
    expect(together([unsolved], 'largest')).toMatchObject({ seen: [5, 4], used: 1 });
  });
  test.each([
    [1, 0],
    [2, 1],
    [3, 2],
  ])('with %d programmes left %d are used', (solves, used) =>
    expect(together([solved([7, 4, 20]), solved([5, 6, 20])], 'largest', solves).used).toBe(used),
  );
  test('none where all are seen', () => {
    const { proof, asked } = proofWith([]);
    proof.witnesses.largest.set([7, 7]);
    certifyTogether(proof, [0, 1], 'largest');
    expect(asked).toEqual([]);
  });
  test('none of those that are not in the region; what is outside is taken off the bounds', () => {
    const { proof, asked } = proofWith([]);
    const region = { ...proof.region, rowOf: (row: number) => (row === 0 ? 4 : undefined), outside: () => 2 };
    certifyTogether({ ...proof, region }, [0, 1], 'largest');
    certifyTogether({ ...proof, region }, [0, 1], 'smallest');
    expect(asked).toEqual([
      '4 from -Infinity to 5',
      'largest of 4',
      free(4),
      '4 from 1 to Infinity',
      'smallest of 4',
      free(4),
    ]);
  });
  test('one that starts beyond its goal is held where it is', () => {
    const { solver, asked } = scripted();
    const attack = attackOn([sumOf([0]), sumOf([0, 1])], { secrets: [secretOf(0, { low: 3, high: 7 })], solver });
    const witnesses = startAt(attack, [9, 1]);
    const proof = { attack, region: wholeSystem(attack), witnesses, budget: budgetOf(9) };
    witnesses.largest[0] = 6;
    certifyTogether(proof, [0], 'largest');
    expect(asked[0]).toBe('0 from -Infinity to 9');
  });
});

test('in a part of the system values are those of the whole: what is outside is added', () => {
  const { proof, asked } = proofWith([solved([5.5], 5.5), unsolved]);
  const region = { ...proof.region, columns: [0], rows: [0, 3], rowOf: () => 0, outside: () => 2 };
  expect(certify({ ...proof, region }, 0).status).toBe('exposed');
  expect(asked.slice(0, 3)).toEqual(['largest of 0', '0 from 5 to Infinity', 'largest of 0 in whole numbers']);
  const small = proofWith([solved([0.5], 0.5), solved([1], 1)]);
  small.proof.witnesses.largest[0] = 7;
  certify({ ...small.proof, region: { ...region, program: small.proof.region.program } }, 0);
  expect(small.asked.slice(1, 3)).toEqual(['0 from -Infinity to 1', 'smallest of 0 in whole numbers']);
});
