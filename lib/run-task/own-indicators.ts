import { bindAnalysis } from '../analyses/registry.ts';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import { unknownLevel, variables } from '../dataset/variables.ts';
import { isStructuralZero } from '../disclosure/codebook-facts.ts';
import { compareWithPeers } from '../disclosure/peers.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { OwnIndicator } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { adjustedReturn, isAdjusting } from './own-adjusted.ts';
import { type PeerRecord, yardstickFor } from './own-peers.ts';
import { isShownRow, rowKey } from './own-sites.ts';
import { aboutAnalysis, isOfPeriod } from './own-topic.ts';

/** An analysis with the group that its figures are compared with. */
export type Compared = { readonly found: AnalysisEvidence; readonly peers: PeerRecord };

/** A municipality, and how many days its signals cover up to the export; null when no signal has a date. */
export type Place = { readonly municipality: string; readonly coveredDays: number | null };

const nothing = { n: null, value: null, low: null, high: null, peers: null, verdict: 'cannot-say' } as const;

/** Edges of the risk tables of an outcome: a municipality is compared with others on its own grid. */
const gridOf = (outcome: AnalysisOutcome): readonly number[] =>
  outcome.status === 'released'
    ? outcome.evidence.flatMap((part) => (part.kind === 'risk-table' ? part.edgesDays : []))
    : [];

/** Whether nobody can know a share within so many days: the delivery covers fewer, which its dates say and no row. */
const isBeyond = (days: number | null, { coveredDays }: Place): boolean =>
  days !== null && coveredDays !== null && coveredDays < days;

/** Whether the codebook says that nobody can be in a group (ruling 12). */
function isImpossible(analysis: Analysis, group: string): boolean {
  if (!('unit' in analysis) || group === '') return false;
  const parts = group.split(';').map((part) => part.split('='));
  const selection = Object.fromEntries(parts.map(([variable = '', code = '']) => [variable, [code]]));
  return isStructuralZero(analysis.unit, selection);
}

/** Why there is no number: not known by anybody, a true zero, or the reason given. */
function missingAs<Status extends OwnIndicator['status']>(status: Status, isUnknown: boolean) {
  return { ...nothing, status: isUnknown ? ('rounded' as const) : status };
}

/** A figure that is withheld stands without a group: what is shown to others beside it would tell what it is. */
function figureOf({ found, peers }: Compared, row: Estimate, key: string, place: Place) {
  const { value, n } = row;
  if (isImpossible(found.analysis, row.group))
    return { ...nothing, status: 'rounded' as const, n: 0, value: 0, structuralZero: true };
  if (typeof value !== 'number' || row.status !== 'rounded')
    return missingAs('withheld', isBeyond(row.time_days, place));
  const { municipality } = place;
  const own = n === null ? null : { municipality, value, standardError: row.standard_error ?? 0, n };
  const compared = compareWithPeers(own, own === null ? undefined : yardstickFor(peers, key, municipality));
  return { status: 'rounded' as const, n, value, low: row.ci_low, high: row.ci_high, ...compared };
}

/** Groups of an analysis by the codebook, which no data can change; nothing of a crossing, which most pages may not show. */
function groupsOf(analysis: Analysis): readonly string[] {
  const [variable, ...more] = 'by' in analysis ? analysis.by : [];
  if (variable === undefined) return [''];
  const unknown = `${variable}=${unknownLevel}`;
  if (more.length > 0) return isAdjusting(analysis) ? [unknown] : [];
  const levels = variables.find(({ name }) => name === variable)?.levels ?? [];
  const groups = levels.map(({ code }) => `${variable}=${code}`).filter((group) => !isImpossible(analysis, group));
  return groups.length === 0 ? [unknown] : groups;
}

const measureOf = ({ analysis }: AnalysisEvidence): OwnIndicator['measure'] =>
  analysis.analysis === 'survival' ? 'cumulative-incidence' : 'proportion';

const aboutOf = (found: AnalysisEvidence) => ({
  analysis: found.analysis.id,
  ...aboutAnalysis(found),
  ...(isAdjusting(found.analysis) && { adjusted: true }),
  measure: measureOf(found),
});

/** What a page says of an analysis of which there is no number at all: that it was asked, and why nothing is shown. */
function withoutNumbers(
  found: AnalysisEvidence,
  status: 'withheld' | 'not-available',
  place: Place,
): readonly OwnIndicator[] {
  const { analysis } = found;
  const shortest = analysis.analysis === 'survival' ? Math.min(...analysis.horizonsDays) : null;
  const isUnknown = status === 'withheld' && isBeyond(shortest, place);
  return groupsOf(analysis).map((group) => ({
    ...aboutOf(found),
    group,
    timeDays: null,
    ...missingAs(status, isUnknown),
  }));
}

/**
 * The figures of one municipality on one analysis, from what the gate let through; without an outcome, the reason: its source cannot
 * answer, or it has too few households for the question.
 */
export function ownIndicators(
  compared: Compared,
  place: Place,
  outcome: AnalysisOutcome | 'withheld' | 'not-available',
  study: Study,
): readonly OwnIndicator[] {
  const { found } = compared;
  const { analysis } = found;
  if (typeof outcome === 'string') return withoutNumbers(found, outcome, place);
  if (outcome.status !== 'released') return withoutNumbers(found, outcome.status, place);
  const estimated = bindAnalysis(analysis, studyContext(study)).estimate(outcome.evidence);
  const rows = isAdjusting(analysis) ? adjustedReturn(estimated) : estimated;
  const grid = gridOf(outcome);
  return rows
    .filter((row) => isShownRow(row) && isOfPeriod(row))
    .map((row) => ({
      ...aboutOf(found),
      group: row.group,
      timeDays: row.time_days,
      ...figureOf(compared, row, rowKey(row, grid), place),
    }));
}
