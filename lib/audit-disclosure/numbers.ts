import type { Evidence } from '../disclosure/evidence.ts';
import { rangeLevel, type Selection } from '../disclosure/selection.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { ReleasedEvidence } from '../protocol/evidence.ts';

/** A number of a released part as an outsider reads it: `least` is the fewest rows that a shown one has. */
export type ReadNumber = {
  readonly levels: readonly string[];
  readonly extra: Selection;
  readonly value: number | null;
  readonly least: number;
  /** Between which values a sum lies of which this is the number of rows; undefined for a count alone. */
  readonly amount?: { readonly name: string; readonly mean: number; readonly step: number };
};

/** Where times of a part stand in selections, and its kinds of event. */
type Names = { readonly axis: string; readonly cause: string; readonly untilDays: number };

type Part<Kind extends ReleasedEvidence['kind']> = Extract<ReleasedEvidence, { readonly kind: Kind }>;

const fewest = 10;

/** Steps of a curve, of one kind of event or of several causes, and who stays beyond. */
function leavers(part: Part<'risk-table' | 'competing-table'>, { axis, cause }: Names): readonly ReadNumber[] {
  const causes = part.kind === 'competing-table' ? part.causes.map((each): Selection => ({ [cause]: [each] })) : [{}];
  const { edgesDays } = part;
  return part.patterns.flatMap(({ levels, intervals, entries }): readonly ReadNumber[] => {
    const at = (kind: string, index: number, extra: Selection = {}): Omit<ReadNumber, 'value' | 'least'> => ({
      levels,
      extra: { [axis]: [rangeLevel(kind, edgesDays[index - 1] ?? 0, edgesDays[index] ?? null)], ...extra },
    });
    if (intervals === null || entries === null)
      return edgesDays.flatMap((_, index) =>
        causes.map((extra) => ({ ...at('e', index, extra), value: null, least: 0 })),
      );
    const byStep = intervals.map(({ events, censored }) => ({ events: [events].flat(), censored }));
    const left = byStep.reduce(
      (sum, { events, censored }) => events.reduce((all, one) => all + one, sum + censored),
      0,
    );
    return [
      ...byStep.flatMap(({ events, censored }, index) => [
        ...causes.map((extra, place) => ({ ...at('e', index, extra), value: events[place] ?? 0, least: fewest })),
        { ...at('c', index), value: censored, least: 0 },
      ]),
      { ...at('x', edgesDays.length), value: entries - left, least: 0 },
    ];
  });
}

/** Events of person-time by interval. */
function timedEvents({ patterns, edgesDays }: Part<'person-time'>, { axis }: Names): readonly ReadNumber[] {
  return patterns.flatMap(({ levels, intervals }) =>
    edgesDays.map((edge, index): ReadNumber => {
      const extra = { [axis]: [rangeLevel('e', edgesDays[index - 1] ?? 0, edge)] };
      const value = intervals?.[index]?.events ?? null;
      return { levels, extra, value, least: value === null ? 0 : fewest };
    }),
  );
}

/** Every number of a part that counts rows; sums of scores count events. */
export function numbersIn(part: ReleasedEvidence, names: Names): readonly ReadNumber[] {
  switch (part.kind) {
    case 'counts':
      return part.cells.map(({ levels, count }) => ({ levels, extra: {}, value: count, least: fewest }));
    case 'sums':
      return part.cells.map(({ levels, count, mean, meanStep: step }): ReadNumber => {
        const number = { levels, extra: { [`known-${part.name}`]: ['yes'] }, value: count, least: fewest };
        return mean === null ? number : { ...number, amount: { name: part.name, mean, step } };
      });
    case 'risk-table':
    case 'competing-table':
      return leavers(part, names);
    case 'person-time':
      return timedEvents(part, names);
    case 'score-sums':
      return part.groups.map((state, index) => ({
        levels: [],
        extra: { state: [state], [names.axis]: [rangeLevel('e', 0, names.untilDays)] },
        value: part.sums?.observed[index] ?? null,
        least: part.sums === null ? 0 : fewest,
      }));
    default:
      return [];
  }
}

/** The shape that the scope of evidence is read from; numbers play no part in it. */
export function shapeOf(part: ReleasedEvidence): Evidence | undefined {
  switch (part.kind) {
    case 'counts':
      return { ...part, cells: [] };
    case 'sums':
      return { ...part, householdCap: 0, finestStep: 0, cells: [] };
    case 'risk-table':
    case 'competing-table':
    case 'person-time':
      return { ...part, rungs: [] };
    case 'score-sums': {
      const nothing = { observed: [], expected: [], variance: [], protectedHouseholds: [], protectedEvents: [] };
      return { kind: part.kind, name: part.name, groups: part.groups, municipalities: 0, untilDays: 0, ...nothing };
    }
    default:
      return undefined;
  }
}

/** Names of an analysis's times and causes, as its scope has them. */
export const namesOf = (
  analysis: Analysis,
  { axis, rename }: { readonly axis: string; readonly rename: Readonly<Record<string, string>> },
): Names => ({
  axis,
  cause: rename['cause'] ?? 'cause',
  untilDays: 'untilDays' in analysis ? (analysis.untilDays ?? 0) : 0,
});
