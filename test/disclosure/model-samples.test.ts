import { describe, expect, test } from 'vitest';
import { type EarlierModel, judgeModel, samplesToCompare } from '../../lib/disclosure/model-samples.ts';
import { policy } from '../../lib/disclosure/policy.ts';

const modelOf = (changes: Partial<EarlierModel> = {}): EarlierModel => ({
  study: 'a-2026',
  unit: 'cases',
  outcome: 'reached: yes',
  sample: { 'complete(age-years)': ['yes'] },
  specification: 's1',
  changed: 0,
  isFinished: false,
  ...changes,
});
const asked = modelOf({ sample: { 'complete(age-years,arrears-euro)': ['yes'] }, specification: 's0' });
const households = (...each: readonly number[]) => each.map((own) => ({ households: own, rows: own }));

/** The checks that a model fails beside earlier ones, whose rows differ by so many households in each direction. */
const fails = (earlier: readonly EarlierModel[], directions?: readonly (readonly number[])[]) =>
  judgeModel(asked, earlier, { policy, facts: () => directions?.map((each) => households(...each)) }).map(
    ({ check, measured }) => [check, measured],
  );

describe('G9: samples of one outcome', () => {
  test.each([
    [
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      0,
    ],
    [
      [
        [4, 4, 4],
        [0, 0, 0],
      ],
      8,
    ],
    [
      [
        [200, 4, 5],
        [0, 0, 0],
      ],
      9,
    ],
    [
      [
        [0, 0, 0],
        [5, 5, 4],
      ],
      9,
    ],
  ])('that differ by few, or by few beside one municipality, are withheld: %j', (directions, measured) =>
    expect(fails([modelOf()], directions)).toEqual([['sample-difference', measured]]),
  );
  test.each([
    [
      [
        [5, 5, 5],
        [0, 0, 0],
      ],
    ],
    [
      [
        [0, 0, 0],
        [200, 5, 5],
      ],
    ],
    [
      [
        [5, 0, 5],
        [0, 5, 0],
      ],
    ],
  ])('may differ by %j', (directions) => expect(fails([modelOf()], directions)).toEqual([]));
  test('that were not asked of the rows are withheld', () =>
    expect(fails([modelOf()])).toEqual([['sample-difference', 0]]));
  test('are not compared when they are one question, of another outcome or unit, or over other snapshots', () => {
    const same = modelOf({ sample: asked.sample });
    const others = [same, modelOf({ outcome: 'closed: yes' }), modelOf({ unit: 'signals' }), modelOf({ changed: 3 })];
    expect(samplesToCompare(asked, others)).toEqual([]);
    expect(fails(others)).toEqual([]);
  });
  test('are named in findings of the model as a whole, once', () => {
    const other = modelOf({ sample: { 'complete(partner-type)': ['yes'] } });
    expect(judgeModel(asked, [modelOf(), other], { policy, facts: () => undefined })).toEqual([
      { check: 'sample-difference', evidence: 'model', cell: '(all)', measured: 0, limit: 10 },
    ]);
  });
  test('may be answered for fewer municipalities in one direction', () =>
    expect(fails([modelOf()], [[5, 5, 5], [2]])).toEqual([]));
  test('are asked once each', () => expect(samplesToCompare(asked, [modelOf(), modelOf()])).toHaveLength(1));
});

describe('ruling 19 for models', () => {
  test.each([1, 2])(
    'withholds when %d municipalities changed since another specification, or since a finished model',
    (changed) => {
      expect(fails([modelOf({ changed })])).toEqual([['near-participants', changed]]);
      expect(fails([modelOf({ changed, specification: 's0', isFinished: true })])).toEqual([
        ['near-participants', changed],
      ]);
    },
  );
  test('lets a model begin again that was not finished', () =>
    expect(fails([modelOf({ changed: 1, specification: 's0' })])).toEqual([]));
});

describe('G9: fifty specifications', () => {
  const many = (count: number, changes: Partial<EarlierModel> = {}) =>
    Array.from({ length: count }, (_, at) =>
      modelOf({ sample: asked.sample, specification: `s${at + 1}`, ...changes }),
    );
  test('of one outcome are enough, whoever asks', () => {
    expect(fails(many(49))).toEqual([]);
    expect(fails(many(50))).toEqual([['specifications', 51]]);
    expect(fails(many(50, { study: 'other' }))).toEqual([['specifications', 51]]);
  });
  test('count on in a study over other snapshots', () => {
    expect(fails(many(50, { changed: 9 }))).toEqual([['specifications', 51]]);
    expect(fails(many(50, { changed: 9, study: 'other' }))).toEqual([]);
  });
  test('the same one again is none more, another outcome counts apart', () => {
    expect(fails([...many(49), modelOf({ sample: asked.sample, specification: 's0' })])).toEqual([]);
    expect(fails(many(60, { outcome: 'closed: yes' }))).toEqual([]);
  });
});
