import * as z from 'zod';
import { ProviderId, Sha256 } from '../protocol/identifiers.ts';
import { addMatrices, addVectors } from '../statistics/linear-algebra.ts';

const Count = z.int().min(0);
const Finite = z.number();
const Numbers = z.array(Finite).max(64);

/** How many households a level of a coded term has, and how many with an event. */
const LevelCounts = z.strictObject({ households: Count, eventHouseholds: Count });

/** Evidence of round 0: counts only, so that nothing of the design leaves before the minima are met. */
export const CountsEvidence = z.strictObject({
  kind: z.literal('counts'),
  rows: Count,
  households: Count,
  /** Events, and households with and without one, up to the end of each grid of the ladder; one entry without time. */
  outcomes: z
    .array(z.strictObject({ events: Finite, eventHouseholds: Count, quietHouseholds: Count }))
    .min(1)
    .max(6),
  largestHousehold: Count,
  municipalities: Count,
  dataFrom: z.iso.date().nullable(),
  dataUntil: z.iso.date().nullable(),
  synthetic: z.boolean(),
  /** Finest grid of the study's ladder on which every interval has enough events; null for a model without time. */
  rung: z.int().min(0).max(5).nullable(),
  /** By coded term, by level. */
  levels: z.array(z.array(LevelCounts)),
});
export type CountsEvidence = z.infer<typeof CountsEvidence>;

/** Evidence of a later round: sums over all municipalities of a provider at the coefficients of the path. */
export const EvaluationEvidence = z.strictObject({
  kind: z.literal('evaluation'),
  score: Numbers,
  information: z.array(Numbers).max(64),
  logLikelihood: Finite,
  /** Sum of u u' over the scores of households. */
  meat: z.array(Numbers).max(64),
  clusters: Count,
  /** By coefficient: what any one household can move it, rounded up to 1, 2 or 5 times a power of ten. */
  influence: Numbers,
  logLikelihoodUnit: Finite,
});
export type EvaluationEvidence = z.infer<typeof EvaluationEvidence>;

/** What one provider seals to the others after a round; `head` ties it to all rounds before. */
export const Evidence = z.strictObject({
  schema: z.literal('vroegzicht-evidence/1'),
  chain: Sha256,
  head: Sha256,
  round: z.int().min(0).max(20),
  provider: ProviderId,
  sums: z.discriminatedUnion('kind', [CountsEvidence, EvaluationEvidence]),
});
export type Evidence = z.infer<typeof Evidence>;

/** Evidence of all providers of a chain together. */
export type Sums = Evidence['sums'];

const earliest = (one: string | null, other: string | null) =>
  [one, other].filter((day) => day !== null).sort()[0] ?? null;
const latest = (one: string | null, other: string | null) =>
  [one, other]
    .filter((day) => day !== null)
    .sort()
    .at(-1) ?? null;

type Outcome = CountsEvidence['outcomes'][number];

const addOutcomes = (one: Outcome, other: Outcome | undefined): Outcome => ({
  events: one.events + (other?.events ?? 0),
  eventHouseholds: one.eventHouseholds + (other?.eventHouseholds ?? 0),
  quietHouseholds: one.quietHouseholds + (other?.quietHouseholds ?? 0),
});

function addCounts(one: CountsEvidence, other: CountsEvidence): CountsEvidence {
  return {
    kind: 'counts',
    rows: one.rows + other.rows,
    households: one.households + other.households,
    outcomes: one.outcomes.map((outcome, index) => addOutcomes(outcome, other.outcomes[index])),
    largestHousehold: Math.max(one.largestHousehold, other.largestHousehold),
    municipalities: one.municipalities + other.municipalities,
    dataFrom: earliest(one.dataFrom, other.dataFrom),
    dataUntil: latest(one.dataUntil, other.dataUntil),
    synthetic: one.synthetic || other.synthetic,
    rung: one.rung === null || other.rung === null ? null : Math.max(one.rung, other.rung),
    levels: one.levels.map((levels, term) =>
      levels.map((level, index) => {
        const counterpart = other.levels[term]?.[index] ?? { households: 0, eventHouseholds: 0 };
        return {
          households: level.households + counterpart.households,
          eventHouseholds: level.eventHouseholds + counterpart.eventHouseholds,
        };
      }),
    ),
  };
}

function addEvaluations(one: EvaluationEvidence, other: EvaluationEvidence): EvaluationEvidence {
  return {
    kind: 'evaluation',
    score: addVectors(one.score, other.score),
    information: addMatrices(one.information, other.information),
    logLikelihood: one.logLikelihood + other.logLikelihood,
    meat: addMatrices(one.meat, other.meat),
    clusters: one.clusters + other.clusters,
    influence: one.influence.map((unit, index) => Math.max(unit, other.influence[index] ?? 0)),
    logLikelihoodUnit: Math.max(one.logLikelihoodUnit, other.logLikelihoodUnit),
  };
}

/** Pools the evidence of one round in the order given; undefined when the parts are of different rounds or shapes. */
export function poolSums(parts: readonly Sums[]): Sums | undefined {
  const [first, ...others] = parts;
  let pooled: Sums | undefined = first;
  for (const part of others) {
    if (pooled?.kind === 'counts' && part.kind === 'counts' && sameLevels(pooled, part))
      pooled = addCounts(pooled, part);
    else if (pooled?.kind === 'evaluation' && part.kind === 'evaluation' && sameSize(pooled, part))
      pooled = addEvaluations(pooled, part);
    else return undefined;
  }
  return pooled;
}

function sameLevels(one: CountsEvidence, other: CountsEvidence): boolean {
  const shape = ({ levels, outcomes }: CountsEvidence) => [outcomes, ...levels].map((each) => each.length).join();
  return shape(one) === shape(other) && (one.rung === null) === (other.rung === null);
}

/** True when vectors and matrices have the same number of terms and every matrix is square. */
function sameSize(one: EvaluationEvidence, other: EvaluationEvidence): boolean {
  const size = one.score.length;
  const isSquare = (matrix: readonly (readonly number[])[]) =>
    matrix.length === size && matrix.every((row) => row.length === size);
  return [one, other].every(
    (each) =>
      each.score.length === size && each.influence.length === size && isSquare(each.information) && isSquare(each.meat),
  );
}
