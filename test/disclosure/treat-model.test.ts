import { describe, expect, test } from 'vitest';
import { checkModel, treatModel } from '../../lib/disclosure/treat-model.ts';
import { fittedModel } from '../support/attacked-models.ts';

/** The second coefficient as it is printed, of this value and error, that one household moves by so much. */
const printed = (value: number, error: number, influence: number) =>
  treatModel(fittedModel({ coefficients: [1, value], standardErrors: [1, error], influence: [0.01, influence] }))
    .treated?.coefficients[1];
const withheld = { term: 'x', value: null, unit: null, standardError: null };

describe('G5: the digits of a coefficient', () => {
  test.each([
    [1_234, 10, { term: 'x', value: 1_230, unit: 10, standardError: 10 }],
    [1_234, 9.9, withheld],
    [-1_234, 10, { term: 'x', value: -1_230, unit: 10, standardError: 10 }],
    [123.4, 1, { term: 'x', value: 123, unit: 1, standardError: 1 }],
    [0.123_4, 0.1, { term: 'x', value: 0.1, unit: 0.05, standardError: 0.1 }],
    [0, 0.1, { term: 'x', value: 0, unit: 0.05, standardError: 0.1 }],
  ])('%d with an error of %d: three digits at most, if they are no coarser than the error', (value, error, shown) =>
    expect(printed(value, error, 0.001)).toEqual(shown),
  );
  test.each([[0], [-0.1]])('an error of %d is none', (error) => expect(printed(0.4, error, 0.001)).toEqual(withheld));
  test('a term of which the estimate or the error is missing is withheld, by its name', () => {
    expect(treatModel(fittedModel({ coefficients: [1] })).treated?.coefficients[1]).toEqual(withheld);
    expect(treatModel(fittedModel({ standardErrors: [1] })).treated?.coefficients[1]).toEqual(withheld);
  });
  test('a likelihood in two digits, where one household moves it by the second at most', () => {
    const likelihood = (unit: number) => treatModel(fittedModel({ logLikelihoodUnit: unit })).treated?.logLikelihood;
    expect([likelihood(0.5), likelihood(10), likelihood(20)]).toEqual([-230, -230, null]);
  });
});

describe('G1, G2: a model fails', () => {
  const checks = (changes: Parameters<typeof fittedModel>[0]) =>
    checkModel(fittedModel(changes)).map(({ check }) => check);
  test('every rule that it breaks, each level by itself', () =>
    expect(
      checks({
        households: 11,
        eventHouseholds: 19,
        levels: [
          { households: 18, eventHouseholds: 9 },
          { households: 40, eventHouseholds: 31 },
        ],
        leftOut: [1],
        logLikelihood: Number.NaN,
      }),
    ).toEqual([
      'residual-degrees-of-freedom',
      'events-per-parameter',
      'events-per-level',
      'non-events-per-level',
      'non-events-per-level',
      'estimable-terms',
      'finite-numbers',
    ]));
  test('by the rarer of events and households without, where both are counted', () => {
    expect(checks({ eventHouseholds: 20, quietHouseholds: 19 })).toEqual(['events-per-parameter']);
    expect(checks({ eventHouseholds: 19, quietHouseholds: 20 })).toEqual(['events-per-parameter']);
    expect(checks({ eventHouseholds: 20, quietHouseholds: null })).toEqual([]);
  });
  test('where a number of households is none', () =>
    expect(checks({ households: Number.NaN, levels: [{ households: 40, eventHouseholds: Number.NaN }] })).toEqual([
      'residual-degrees-of-freedom',
      'events-per-level',
      'non-events-per-level',
    ]));
});
