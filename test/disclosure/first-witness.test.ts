import { expect, test } from 'vitest';
import { budgetOf } from '../../lib/disclosure/secondary/certify.ts';
import { firstWitness } from '../../lib/disclosure/secondary/first-witness.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import type { Extreme } from '../../lib/disclosure/solver.ts';
import { attackOn, scripted, secretOf, solved, sumOf } from '../support/attacker-system.ts';
import { cellOf } from '../support/cell.ts';

const rows = [sumOf([0, 1], [13, 17]), sumOf([1, 2], [18, 22]), sumOf([0]), sumOf([1])];
const secrets = [secretOf(2), secretOf(3)];
const cells = [cellOf(10, { rows: 15 }), cellOf(11, { rows: 20 })];
const elsewhere: Cell = cellOf(12, { rows: 1_000 });

const fractions = solved([0.5, 14.5, 5.5]);
const truth = solved([5, 10, 10]);
const near = solved([5, 9, 10]);
const unsolved: Extreme = { status: 'unsolved' };

/** What is asked of the solver to find a first table of two numbers, and the table. */
function search(answers: readonly Extreme[], solves = 100) {
  const { solver, asked } = scripted(answers);
  const attack = attackOn(rows, { secrets, cells, solver });
  const budget = budgetOf(solves);
  const population = { cells: [...cells, elsewhere], targets: [], earlier: [], domains: new Map(), zeros: [] };
  const found = firstWitness(attack, population, budget);
  return {
    asked: asked.filter((each) => each.includes('of')),
    bounds: asked.filter((each) => !each.includes('of')),
    left: [...attack.bounds.lower, ...attack.bounds.upper],
    used: budget.used(),
    table: found === undefined ? undefined : [...found.first.columns],
  };
}

const corners = ['smallest of ', 'largest of 2+3', 'smallest of 2+3'];

test('a table of which every cell is asked is known without a solver', () => {
  const { solver, asked } = scripted();
  const asks = [cellOf(7, { rows: 4 }), cellOf(8, { rows: 30 }), cellOf(9, { rows: 34 }), cellOf(6)];
  const rows = [sumOf([1]), sumOf([0], [28, 32]), sumOf([0, 1], [33, 37]), sumOf([])];
  const attack = attackOn(rows, { cells: asks, solver });
  const population = { cells: asks, targets: [], earlier: [], domains: new Map(), zeros: [] };
  const budget = budgetOf(10);
  expect([...(firstWitness(attack, population, budget)?.first.columns ?? [])]).toEqual([30, 4]);
  expect([asked, budget.used()]).toEqual([[], 0]);
});

test('a table of which a cell is not asked is not taken for empty there', () => {
  const asks = [cellOf(7, { rows: 15 }), cellOf(8, { rows: 17 })];
  const { solver } = scripted([solved([15, 2])]);
  const attack = attackOn([sumOf([0]), sumOf([0, 1], [13, 17])], { cells: asks, solver });
  const population = { cells: asks, targets: [], earlier: [], domains: new Map(), zeros: [] };
  expect([...(firstWitness(attack, population, budgetOf(10))?.first.columns ?? [])]).toEqual([15, 2]);
});

test('first a table with the true numbers is asked for, and the bounds are put back', () => {
  const { asked, bounds, left, used, table } = search([truth]);
  expect(asked).toEqual(corners.slice(0, 1));
  expect(bounds).toEqual(['0 from 15 to 15', '1 from 20 to 20', '0 from 13 to 17', '1 from 18 to 22']);
  expect(left.slice(0, 6)).toEqual([13, 18, 0, 0, 17, 22]);
  expect([used, table]).toEqual([1, [5, 10, 10]]);
});

test('of corners in fractions those where the secrets are large and small are tried too', () => {
  expect(search([fractions, fractions, truth])).toMatchObject({ asked: corners, used: 3, table: [5, 10, 10] });
  expect(search([fractions, truth]).asked).toEqual(corners.slice(0, 2));
});

test('where no corner has the true numbers in whole ones, another table within the bounds will do', () => {
  const found = search([fractions, fractions, fractions, fractions, fractions, near]);
  expect(found.asked).toEqual([...corners, ...corners]);
  expect(found.table).toEqual([5, 9, 10]);
  expect(search([unsolved, near])).toMatchObject({ asked: [corners[0], corners[0]], table: [5, 9, 10] });
});

test('last a table is searched for in whole numbers, the true numbers first', () => {
  const search1 = search([unsolved, unsolved, truth]);
  const whole = 'smallest of  in whole numbers';
  expect(search1).toMatchObject({ asked: [corners[0], corners[0], whole], used: 3, table: [5, 10, 10] });
  expect(search1.bounds).toHaveLength(8);
  const search2 = search([unsolved, unsolved, unsolved, near]);
  expect(search2).toMatchObject({ asked: [corners[0], corners[0], whole, whole], used: 4, table: [5, 9, 10] });
  const search3 = search([unsolved, unsolved, fractions, fractions]);
  expect(search3).toMatchObject({ asked: [corners[0], corners[0], whole, whole], used: 4, table: undefined });
});

test('a table of the solver that is not within the bounds is none', () =>
  expect(search([solved([5, 20, 10])]).table).toBeUndefined());

test.each([
  [2, 1, [5, 10, 10]],
  [1, 0, undefined],
])('with %d programmes left %d is used', (solves, used, table) =>
  expect(search([truth], solves)).toMatchObject({ used, table }),
);
