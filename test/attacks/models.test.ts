import { describe, expect, test } from 'vitest';
import { discloseModel } from '../../lib/disclosure/release.ts';
import { type FittedModel, treatModel } from '../../lib/disclosure/treat-model.ts';
import { RoundEvidence } from '../../lib/protocol/rounds.ts';
import { checkColumns, checkFitted } from '../../lib/rounds/checks.ts';
import {
  fittedModel,
  fittedOf,
  hatValues,
  modelHeader,
  ordinary,
  roundData,
  solve,
} from '../support/attacked-models.ts';
import { seededRandom } from '../support/extracts.ts';

const random = seededRandom(11);
const people = Array.from({ length: 400 }, (_, index) => ({
  age: 18 + Math.floor(random() * 60),
  income: 900 + Math.floor(random() * 2500),
  euro: Math.round(100 + 3000 * random() ** 4 + (index === 17 ? 21_000.8 : 0)),
  y: random() < 0.3 ? 1 : 0,
}));
const euros = people.map(({ euro }) => euro);
const checksAt = (predictors: readonly number[], family: 'logistic' | 'poisson') =>
  checkFitted(fittedOf(family).model, fittedOf(family).at(predictors), []).map(({ check }) => check);

describe('A3 gradient half-space scan', () => {
  const predictors = (threshold: number) => euros.map((euro) => 1e9 * (euro - threshold));
  /** Intercept part of the score of a logistic model: outcomes minus fitted, so minus the number above the threshold. */
  const above = (threshold: number) => {
    const events = people.reduce((sum, { y }) => sum + y, 0);
    const score = predictors(threshold).reduce((sum, eta, row) => sum + (people[row]?.y ?? 0) - (eta > 0 ? 1 : 0), 0);
    return events - score;
  };
  test('works on any coefficients: the largest amount comes out to the euro', () => {
    let [low, high] = [0, 1e6];
    while (high - low > 0.5) {
      const middle = (low + high) / 2;
      if (above(middle) > 0) low = middle;
      else high = middle;
    }
    expect(Math.round(high)).toBe(Math.max(...euros));
  });
  test('is stopped at the provider, whoever asks: predictors beyond 15, weights of nobody', () =>
    expect(checksAt(predictors(1000), 'logistic')).toEqual(
      expect.arrayContaining(['linear-predictor', 'effective-weights']),
    ));
});

describe('A4 sums by an intercept of minus infinity', () => {
  test('works on any coefficients: the score is the sum over who has the outcome', () => {
    const score = people.reduce((sum, { y, euro }) => sum + (y - 1 / (1 + Math.exp(1e9))) * euro, 0);
    expect(score).toBe(people.reduce((sum, { y, euro }) => sum + (y === 1 ? euro : 0), 0));
  });
  test('is stopped at the provider', () =>
    expect(
      checksAt(
        people.map(() => -1e9),
        'logistic',
      ),
    ).toContain('linear-predictor'));
});

describe('A5 logarithm of a sum of exponents', () => {
  const scaled = euros.map((euro) => (20 * euro) / 1000);
  test('works on any coefficients: the largest amount within a percent', () => {
    const sum = scaled.reduce((total, eta) => total + Math.exp(eta), 0);
    expect((Math.log(sum) / 20) * 1000).toBeCloseTo(Math.max(...euros), -2);
  });
  test('is stopped at the provider', () => expect(checksAt(scaled, 'poisson')).toContain('linear-predictor'));
});

const one = 17;
const columns = {
  'A6 isolating dummy': people.map((_, row) => [1, row === one ? 1 : 0]),
  'A7 three-valued covariate': people.map((_, row) => {
    const z = row === one ? 2 : row % 2;
    return [1, z, z * z];
  }),
  'A8 strategic outlier': people.map(({ age, income }) => {
    const target = people[one];
    return [1, 1 / (Math.abs(age - (target?.age ?? 0)) + Math.abs(income - (target?.income ?? 0)) + 1e-6)];
  }),
};

describe.each(Object.entries(columns))('%s', (_, design) => {
  const fitted = ordinary(design, euros);
  test('works on any design: the fitted value of one row is its amount', () =>
    expect(fitted[one]).toBeCloseTo(euros[one] ?? 0, 1));
  test('is stopped: one household is more than half of a combination of sums', () => {
    const leverage = Float64Array.from(hatValues(design));
    const given = { ...fittedOf('poisson').at(people.map(() => 0)), leverage };
    expect(checkFitted(fittedOf('poisson').model, given, []).map(({ check }) => check)).toContain('leverage');
  });
});

test('A6 and A8 are stopped by the column alone as well', () => {
  for (const name of ['A6 isolating dummy', 'A8 strategic outlier'] as const)
    expect(checkColumns(roundData(columns[name]), true).map(({ check }) => check)).toEqual(['effective-minority']);
});

describe('A9 covariance attack', () => {
  test('works on chosen vectors: as many sums as rows give every row', () => {
    const rows = euros.slice(0, 12);
    const vectors = rows.map(() => rows.map(() => Math.floor(random() * 7)));
    const sums = vectors.map((vector) => vector.reduce((sum, weight, row) => sum + weight * (rows[row] ?? 0), 0));
    solve(vectors, sums).forEach((value, row) => expect(value).toBeCloseTo(rows[row] ?? 0, 4));
  });
  test('is stopped: evidence between providers has no place for a vector or a covariance', () => {
    const fields = Object.keys(RoundEvidence.shape);
    expect(fields).not.toEqual(expect.arrayContaining(['weights']));
    expect(RoundEvidence.safeParse({ schema: 'vroegzicht-round/1', weights: [1, 0, 0] }).success).toBe(false);
  });
});

describe('A10 Hessian of a cohort and of the cohort without one', () => {
  test('works on exact sums: four times the difference is the row itself', () => {
    const information = (rows: typeof people) => rows.reduce((sum, { euro }) => sum + euro * euro * 0.25, 0);
    const without = people.filter((_, row) => row !== one);
    expect(Math.sqrt(4 * (information(people) - information(without)))).toBeCloseTo(euros[one] ?? 0, 3);
  });
  test('is stopped: information is sealed to providers, a released model has only printed coefficients', () => {
    const { release } = discloseModel(modelHeader, fittedModel());
    expect(Object.keys(release).toSorted()).toEqual(
      [...Object.keys(modelHeader), 'status', 'n', 'events', 'coefficients', 'logLikelihood'].toSorted(),
    );
    expect(JSON.stringify(release)).not.toMatch(/information|score|covariance/);
  });
});

describe('A11 Cox sums over risk sets', () => {
  test('works on sums at successive event times: the difference is the leaver', () => {
    const atRisk = [...euros];
    const sums = [0, 1].map((left) => atRisk.slice(left).reduce((sum, euro) => sum + euro, 0));
    expect((sums[0] ?? 0) - (sums[1] ?? 0)).toBe(euros[0]);
  });
  test('is stopped: a provider says totals only, and only on a grid with ten events in each interval', () => {
    const given = { schema: 'vroegzicht-round/1', riskSets: [653.54] };
    const issues = RoundEvidence.safeParse(given).error?.issues ?? [];
    expect(issues.some(({ code }) => code === 'unrecognized_keys')).toBe(true);
  });
});

describe('A12 failure path', () => {
  const refused = (changes: Partial<FittedModel>) => discloseModel(modelHeader, fittedModel(changes)).release;
  test('works where a failed check still prints: the model has numbers', () =>
    expect(refused({})).toMatchObject({ status: 'released', n: 400 }));
  test.each([
    ['a level with two households', { levels: [{ households: 2, eventHouseholds: 1 }] }],
    ['nine events a parameter', { eventHouseholds: 19 }],
    ['nine residual degrees of freedom', { households: 11 }],
    ['a term that cannot be estimated', { leftOut: [1] }],
    ['an estimate that is no number', { coefficients: [Number.NaN, 1] }],
  ])('is stopped for %s: the release says withheld and carries no number of the model', (_, changes) =>
    expect(refused(changes)).toEqual({
      ...modelHeader,
      status: 'withheld',
      n: null,
      events: null,
      coefficients: [],
      logLikelihood: null,
    }),
  );
});

describe('B10 a dummy in a logistic model is a table', () => {
  const pairs = Array.from(
    { length: 400 * 400 },
    (_, index) => [1 + (index % 400), 1 + Math.floor(index / 400)] as const,
  );
  const fits = (value: number, error: number) =>
    pairs.filter(
      ([a, b]) => Math.abs(Math.log(a / b) - value) <= 0.005 && Math.abs(Math.sqrt(1 / a + 1 / b) - error) <= 0.005,
    );
  test('works on two decimals: only 4 of 40', () => expect(fits(Math.log(4 / 36), 0.527)).toEqual([[4, 36]]));
  test('is stopped: every level needs ten households with and ten without the outcome', () => {
    for (const eventHouseholds of [4, 36])
      expect(treatModel(fittedModel({ levels: [{ households: 40, eventHouseholds }] })).treated).toBeNull();
    expect(treatModel(fittedModel({ levels: [{ households: 40, eventHouseholds: 12 }] })).treated).not.toBeNull();
  });
});

describe('B12 another reference level', () => {
  test('is stopped: the reference is a level like any other, whichever it is', () => {
    const levels = [
      { households: 200, eventHouseholds: 80 },
      { households: 40, eventHouseholds: 4 },
    ];
    for (const order of [levels, levels.toReversed()])
      expect(treatModel(fittedModel({ levels: order })).treated).toBeNull();
  });
});
