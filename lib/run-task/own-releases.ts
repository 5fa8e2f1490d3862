import { bindAnalysis } from '../analyses/registry.ts';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import { concurrently } from '../concurrently.ts';
import type { LocalExtract } from '../dataset/catalogue.ts';
import { compareWithPeers } from '../disclosure/peers.ts';
import { type Policy, policy as research } from '../disclosure/policy.ts';
import { type Disclosed, discloseOwn } from '../disclosure/release.ts';
import type { ObjectStore } from '../ports.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { ProviderId, TaskId } from '../protocol/identifiers.ts';
import type { OwnIndicator, OwnRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import type { Participant } from '../register/participants.ts';
import { loadSolver } from '../solver/highs.ts';
import { adjustedReturn, adjustingPopulation, isAdjusting } from './own-adjusted.ts';
import { ownBackground } from './own-background.ts';
import { gateOwn } from './own-gate.ts';
import { besidePooled, type Tallies, tallyOf } from './own-pair.ts';
import { frozenPeers, type PeerRecord, yardstickFor } from './own-peers.ts';
import { type EvidenceBySite, evidenceBySite, isShownRow, rowKey, siteValues } from './own-sites.ts';
import { aboutAnalysis, isOfPeriod } from './own-topic.ts';

/** What the reports of all municipalities share. */
export type OwnContext = {
  readonly taskId: TaskId;
  readonly provider: ProviderId;
  readonly study: Study;
  readonly evidence: readonly AnalysisEvidence[];
  readonly extracts: readonly LocalExtract[];
  readonly taking: readonly Participant[];
  readonly acceptedOn: string;
  readonly policy?: Policy | undefined;
  /** How many objections are left out of each municipality. */
  readonly objections?: ReadonlyMap<string, number> | undefined;
  /** Analyses whose participants differ by one or two municipalities from an earlier release: no new group is made for them. */
  readonly nearMisses?: ReadonlySet<string> | undefined;
};

/** An analysis with what its figures are compared with. */
type Prepared = {
  readonly found: AnalysisEvidence;
  readonly bySite: EvidenceBySite;
  readonly tallies: Tallies;
  readonly peers: PeerRecord;
};

const pagesAtOnce = 8;

/** Edges of the risk tables of an outcome: a municipality is compared with others on its own grid. */
const gridOf = (outcome: AnalysisOutcome): readonly number[] =>
  outcome.status === 'released'
    ? outcome.evidence.flatMap((part) => (part.kind === 'risk-table' ? part.edgesDays : []))
    : [];

type Figure = { readonly row: Estimate; readonly key: string; readonly municipality: string };

/** A figure that is withheld stands without a group: what is shown to others beside it would tell what it is. */
function indicatorOf({ found, peers }: Prepared, { row, key, municipality }: Figure): OwnIndicator {
  const value = typeof row.value === 'number' && row.status === 'rounded' ? row.value : null;
  const own =
    value === null || row.n === null ? null : { municipality, value, standardError: row.standard_error ?? 0, n: row.n };
  const compared = compareWithPeers(own, own === null ? undefined : yardstickFor(peers, key, municipality));
  return {
    analysis: found.analysis.id,
    ...aboutAnalysis(found),
    ...(isAdjusting(found.analysis) && { adjusted: true }),
    group: row.group,
    measure: row.measure === 'cumulative-incidence' ? 'cumulative-incidence' : 'proportion',
    timeDays: row.time_days,
    status: value === null ? 'withheld' : 'rounded',
    n: value === null ? null : row.n,
    value,
    low: value === null ? null : row.ci_low,
    high: value === null ? null : row.ci_high,
    ...compared,
  };
}

function notAvailable(found: AnalysisEvidence): OwnIndicator {
  const empty = { n: null, value: null, low: null, high: null, peers: null, timeDays: null } as const;
  return {
    analysis: found.analysis.id,
    ...aboutAnalysis(found),
    group: '',
    measure: 'proportion',
    status: 'not-available',
    verdict: 'cannot-say',
    ...empty,
  };
}

/** Says that return by way of contact was asked and is not given: it is never shown without adjustment (ruling 34). */
function tooSmallToAdjust(found: AnalysisEvidence): OwnIndicator {
  const group = 'first-method=unknown';
  return { ...notAvailable(found), group, measure: 'cumulative-incidence', status: 'withheld', adjusted: true };
}

/** The figures of one municipality on one analysis, from what the gate let through; undefined when its source cannot answer. */
function ownIndicators(
  prepared: Prepared,
  municipality: string,
  outcome: AnalysisOutcome | undefined,
  { study }: OwnContext,
): readonly OwnIndicator[] {
  const { found } = prepared;
  if (outcome === undefined) return [isAdjusting(found.analysis) ? tooSmallToAdjust(found) : notAvailable(found)];
  if (outcome.status !== 'released') return [];
  const estimated = bindAnalysis(found.analysis, studyContext(study)).estimate(outcome.evidence);
  const rows = isAdjusting(found.analysis) ? adjustedReturn(estimated) : estimated;
  const grid = gridOf(outcome);
  return rows
    .filter((row) => isShownRow(row) && isOfPeriod(row))
    .map((row) => indicatorOf(prepared, { row, key: rowKey(row, grid), municipality }));
}

/** A page tests no differences between its groups. */
function withoutTests(found: AnalysisEvidence): AnalysisEvidence {
  const { analysis } = found;
  return analysis.analysis === 'survival' ? { ...found, analysis: { ...analysis, compareGroups: false } } : found;
}

async function prepare(found: AnalysisEvidence, context: OwnContext, ledger: ObjectStore): Promise<Prepared> {
  const codes = context.extracts.map(({ manifest }) => manifest.municipality);
  const bySite = evidenceBySite(found, codes);
  const { taskId, study, extracts } = context;
  const sites = siteValues(found, bySite, study);
  const mayFreeze = context.nearMisses?.has(found.analysis.id) !== true;
  const peers = await frozenPeers({ taskId, study, found, bySite, sites, mayFreeze }, extracts, ledger);
  return { found, bySite, tallies: tallyOf(bySite), peers };
}

/** The report of each municipality: own figures through the gate, others only as a group that the ledger freezes. */
export async function ownReleases(context: OwnContext, ledger: ObjectStore): Promise<readonly Disclosed<OwnRelease>[]> {
  const wanted = context.study.report?.indicators ?? [];
  const prepared: Prepared[] = [];
  for (const found of context.evidence)
    if (wanted.includes(found.analysis.id)) prepared.push(await prepare(withoutTests(found), context, ledger));
  if (prepared.length === 0) return [];
  const tools = { policy: context.policy ?? research, solver: await loadSolver(), ledger };
  return await concurrently(context.extracts, pagesAtOnce, async ({ manifest }) => {
    const { municipality, snapshot } = manifest;
    const partner = context.taking.find((each) => each.municipality.code === municipality);
    const isLarge = (partner?.municipality.inhabitants ?? 0) >= adjustingPopulation;
    const analyses = prepared.flatMap(({ found, bySite, tallies }) => {
      const own = isLarge || !isAdjusting(found.analysis) ? bySite.get(municipality) : undefined;
      return own === undefined ? [] : [{ found, own: besidePooled(own, tallies) }];
    });
    const { taskId, study } = context;
    const objections = context.objections?.get(municipality) ?? 0;
    const counted = { municipality, snapshot };
    const outcomes = await gateOwn({ taskId, study, counted, objections, analyses }, tools);
    const indicators = prepared.flatMap((each) =>
      ownIndicators(each, municipality, outcomes.get(each.found.analysis.id), context),
    );
    return ownRelease(context, manifest, indicators);
  });
}

function ownRelease(
  context: OwnContext,
  manifest: LocalExtract['manifest'],
  indicators: readonly OwnIndicator[],
): Disclosed<OwnRelease> {
  const first = manifest.dates['signals.signal_date']?.first ?? null;
  return discloseOwn({
    schema: 'vroegzicht-own/1',
    taskId: context.taskId,
    studyId: context.study.study,
    studyTitle: context.study.report?.title ?? context.study.title,
    municipality: manifest.municipality,
    municipalityName:
      context.taking.find(({ municipality }) => municipality.code === manifest.municipality)?.municipality.name ??
      manifest.municipality,
    provider: context.provider,
    policy: (context.policy ?? research).id,
    synthetic: manifest.synthetic,
    dataFrom: first === null ? null : `${first.slice(0, 7)}-01`,
    dataUntil: manifest.exportDate,
    indicators: [...indicators],
    participants: context.extracts.length,
    ...ownBackground(context.study, context.taking, manifest, context.acceptedOn),
  });
}
