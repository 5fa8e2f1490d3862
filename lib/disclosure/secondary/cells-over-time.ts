import type { CompetingEvidence, PersonTimeEvidence, RiskEvidence } from '../evidence.ts';
import { rangeLevel, type Selection } from '../selection.ts';
import { sumSelection } from '../sum-only.ts';
import { type Draft, type Hidden, isImpossible, nameOf, selectionOf } from './draft.ts';
import type { ScopedEvidence } from './plan.ts';

/** Rows of a pattern with an event, or who leave it otherwise, and the households of them with and without the largest municipality's. */
type Leavers = {
  readonly leaving: string;
  readonly cause?: string;
  readonly rows: number;
  readonly small: boolean;
  readonly withoutLargest: number;
  readonly households: number;
};

type Pattern = { readonly part: ScopedEvidence; readonly group: number; readonly base: Selection } & Hidden & {
    readonly levels: readonly string[];
  };

/** Leavers that are counted in rows only: when observation ends follows from the calendar. */
const counted = (leaving: string, rows: number): Leavers => ({
  leaving,
  rows,
  small: false,
  withoutLargest: rows,
  households: rows,
});

function draftOf({ part, group, base, hidden, minimum, levels }: Pattern, leavers: Leavers): Draft {
  const { leaving, cause, rows, small, withoutLargest, households } = leavers;
  const byCause: Selection = cause === undefined ? {} : { [part.scope.rename['cause'] ?? 'cause']: [cause] };
  const isHidden = hidden[group] === true;
  return {
    group,
    name: `${nameOf(part, levels)} ${leaving}${cause === undefined ? '' : ` ${cause}`}`,
    selection: { ...base, [part.scope.axis]: [leaving], ...byCause },
    rows,
    households,
    largestRows: Math.max(0, rows - withoutLargest),
    primary: isHidden,
    secret: isHidden && small && !isImpossible(part, base),
    least: leaving.startsWith('e') ? minimum : 0,
    fixedBase: null,
    line: String(group),
  };
}

type Rung<Of> = { readonly edgesDays: readonly number[]; readonly patterns: readonly Of[] };

/** The patterns of the rung that is shown, or of the coarsest when nothing is; with the edges that count. */
function shownRung<Of>(rungs: readonly Rung<Of>[], edges: readonly number[]) {
  const isShown = ({ edgesDays }: Rung<Of>) =>
    edges.length > 0 && edges.every((edge, index) => edgesDays[index] === edge);
  const { edgesDays, patterns } = rungs.find(isShown) ?? rungs.at(-1) ?? { edgesDays: [], patterns: [] };
  return { patterns, shown: edges.length > 0 ? edges : edgesDays };
}

const step = (shown: readonly number[], index: number, kind: string) =>
  rangeLevel(kind, shown[index - 1] ?? 0, shown[index] ?? null);

const patternOf = (
  part: ScopedEvidence,
  evidence: RiskEvidence | CompetingEvidence | PersonTimeEvidence,
  { levels, group, ...hidden }: Hidden & { readonly levels: readonly string[]; readonly group: number },
): Pattern => ({ part, group, base: selectionOf(part, evidence, levels), levels, ...hidden });

/** Leavers of a curve by interval, and who stays beyond: on the rung that is shown, or on the coarsest when the curve is withheld. */
export function riskCells(
  part: ScopedEvidence,
  evidence: RiskEvidence,
  edges: readonly number[],
  hidden: Hidden,
): readonly Draft[] {
  const { patterns, shown } = shownRung(evidence.rungs, edges);
  return patterns.flatMap(({ levels, intervals, protectedHouseholds }, group): readonly Draft[] => {
    const pattern = patternOf(part, evidence, { levels, group, ...hidden });
    const isSmall = !(protectedHouseholds >= hidden.minimum);
    const steps = intervals.slice(0, shown.length).flatMap((interval, index): readonly Leavers[] => {
      const { events, censored, protectedEvents, eventHouseholds = protectedEvents } = interval;
      const small = isSmall || !(protectedEvents >= hidden.minimum);
      const leaving = step(shown, index, 'e');
      return [
        { leaving, rows: events, small, withoutLargest: protectedEvents, households: eventHouseholds },
        counted(step(shown, index, 'c'), censored),
      ];
    });
    const beyond = intervals.slice(shown.length).reduce((sum, each) => sum + each.events + each.censored, 0);
    return [...steps, counted(rangeLevel('x', shown.at(-1) ?? 0, null), beyond)].map((each) => draftOf(pattern, each));
  });
}

/** As `riskCells`, with the events of each cause: together they are the events of a curve of any event. */
export function competingCells(
  part: ScopedEvidence,
  evidence: CompetingEvidence,
  edges: readonly number[],
  hidden: Hidden,
): readonly Draft[] {
  const { patterns, shown } = shownRung(evidence.rungs, edges);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return patterns.flatMap(({ levels, intervals, protectedHouseholds }, group): readonly Draft[] => {
    const pattern = patternOf(part, evidence, { levels, group, ...hidden });
    const isSmall = !(protectedHouseholds >= hidden.minimum);
    const steps = intervals.slice(0, shown.length).flatMap((interval, index): readonly Leavers[] => {
      const { events, censored, protectedEvents, eventHouseholds = protectedEvents } = interval;
      const byCause = evidence.causes.map((cause, at): Leavers => {
        const withoutLargest = protectedEvents[at] ?? 0;
        const [rows, households] = [events[at] ?? 0, eventHouseholds[at] ?? 0];
        const small = isSmall || !(withoutLargest >= hidden.minimum);
        return { leaving: step(shown, index, 'e'), cause, rows, small, withoutLargest, households };
      });
      return [...byCause, counted(step(shown, index, 'c'), censored)];
    });
    const beyond = sum(intervals.slice(shown.length).map((each) => sum(each.events) + each.censored));
    return [...steps, counted(rangeLevel('x', shown.at(-1) ?? 0, null), beyond)].map((each) => draftOf(pattern, each));
  });
}

/** Events of each interval as counts, and the days of the pattern as a sum over its rows. */
export function personTimeCells(
  part: ScopedEvidence,
  evidence: PersonTimeEvidence,
  edges: readonly number[],
  hidden: Hidden,
): readonly Draft[] {
  const { patterns, shown } = shownRung(evidence.rungs, edges);
  return patterns.flatMap(({ levels, intervals }, group): readonly Draft[] => {
    const pattern = patternOf(part, evidence, { levels, group, ...hidden });
    const events = intervals.slice(0, shown.length).map((interval, index) => {
      const { protectedEvents, protectedHouseholds, eventHouseholds = protectedEvents } = interval;
      const small = !(protectedHouseholds >= hidden.minimum && protectedEvents >= hidden.minimum);
      const leaving = step(shown, index, 'e');
      const [rows, households] = [interval.events, eventHouseholds];
      return draftOf(pattern, { leaving, rows, small, withoutLargest: protectedEvents, households });
    });
    const most = Math.max(0, ...intervals.map(({ protectedHouseholds }) => protectedHouseholds));
    const selection = sumSelection(pattern.base, 'person-days');
    return [...events, { ...draftOf(pattern, counted('days', most)), selection }];
  });
}
