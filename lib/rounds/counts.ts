import type { Policy } from '../disclosure/policy.ts';
import type { Ladder } from '../protocol/study.ts';
import type { Design } from './design.ts';
import type { CountsEvidence } from './evidence.ts';
import type { RoundData } from './round-data.ts';

/** Where rows come from: what a provider may say of them together. */
export type DataSource = Pick<CountsEvidence, 'municipalities' | 'dataFrom' | 'dataUntil' | 'synthetic'>;

const distinct = (indexes: Iterable<number>): number => new Set(indexes).size;

/** Index of the interval (edge before, edge] of a time; the number of edges for a time beyond the last. */
export function intervalOf(edges: readonly number[], timeDays: number): number {
  const index = edges.findIndex((edge) => timeDays <= edge);
  return index === -1 ? edges.length : index;
}

/** Finest grid on which every interval has enough households with an event over all municipalities (rule K3); null if none has. */
export function finestRung(data: RoundData, ladder: Ladder, { minimumEvents }: Policy): number | null {
  const rung = ladder.findIndex((edges) => {
    const households = edges.map(() => new Set<number>());
    for (let row = 0; row < data.rows; row += 1)
      if ((data.response[row] ?? 0) > 0)
        households[intervalOf(edges, data.timeDays[row] ?? 0)]?.add(data.household[row] ?? 0);
    return households.every(({ size }) => size >= minimumEvents.value);
  });
  return rung === -1 ? null : rung;
}

/** Tells which rows have their event by a day. */
const eventsBy = (data: RoundData, untilDays: number): readonly boolean[] =>
  Array.from(data.response, (value, row) => value > 0 && (data.timeDays[row] ?? 0) <= untilDays);

const householdsOf = (data: RoundData, keep: (row: number) => boolean): number =>
  distinct(data.household.filter((_, row) => keep(row)));

function outcomeBy(data: RoundData, untilDays: number): CountsEvidence['outcomes'][number] {
  const events = eventsBy(data, untilDays);
  return {
    events: data.response.reduce((sum, value, row) => sum + (events[row] === true ? value : 0), 0),
    eventHouseholds: householdsOf(data, (row) => events[row] === true),
    quietHouseholds: householdsOf(data, (row) => events[row] !== true),
  };
}

function largestHousehold(data: RoundData): number {
  const rows = new Map<number, number>();
  for (const household of data.household) rows.set(household, (rows.get(household) ?? 0) + 1);
  return Math.max(0, ...rows.values());
}

/** Counts of one provider's rows: the evidence of round 0. Levels count events up to the end of the shortest grid. */
export function countsEvidence(
  data: RoundData,
  design: Design,
  grid: { readonly ladder: Ladder; readonly policy: Policy } | null,
  source: DataSource,
): CountsEvidence {
  const ends = grid === null ? [Number.POSITIVE_INFINITY] : grid.ladder.map((edges) => edges.at(-1) ?? 0);
  const early = eventsBy(data, Math.min(...ends));
  const levels = design.coded.map(({ levels }, term) =>
    levels.map((level) => {
      const isOf = (row: number) => data.levels[term]?.[row] === level;
      return {
        households: householdsOf(data, isOf),
        eventHouseholds: householdsOf(data, (row) => isOf(row) && early[row] === true),
      };
    }),
  );
  return {
    kind: 'counts',
    rows: data.rows,
    households: data.households,
    outcomes: ends.map((end) => outcomeBy(data, end)),
    largestHousehold: largestHousehold(data),
    ...source,
    rung: grid === null ? null : finestRung(data, grid.ladder, grid.policy),
    levels,
  };
}
