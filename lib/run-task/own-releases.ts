import { scopedEvidence } from '../analyses/evidence-scopes.ts';
import { bindAnalysis } from '../analyses/registry.ts';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { LocalExtract } from '../dataset/catalogue.ts';
import { compareWithPeers, type SiteValue } from '../disclosure/peers.ts';
import { type Policy, policy as research } from '../disclosure/policy.ts';
import { type Disclosed, discloseOwn, discloseOwnOutcome } from '../disclosure/release.ts';
import type { ObjectStore } from '../ports.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { ProviderId, TaskId } from '../protocol/identifiers.ts';
import type { OwnIndicator, OwnRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import type { Participant } from '../register/participants.ts';
import { ownBackground } from './own-background.ts';
import { isSafeBesidePooled } from './own-pair.ts';
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
};

/** An analysis with what its figures are compared with. */
type Prepared = {
  readonly found: AnalysisEvidence;
  readonly bySite: EvidenceBySite;
  readonly sites: ReadonlyMap<string, readonly SiteValue[]>;
  readonly peers: PeerRecord;
};

/** Edges of the risk tables of an outcome: a municipality is compared with others on its own grid. */
const gridOf = (outcome: AnalysisOutcome): readonly number[] =>
  outcome.status === 'released'
    ? outcome.evidence.flatMap((part) => (part.kind === 'risk-table' ? part.edgesDays : []))
    : [];

type Figure = { readonly row: Estimate; readonly key: string; readonly municipality: string };

function indicatorOf({ found, sites, peers }: Prepared, { row, key, municipality }: Figure): OwnIndicator {
  const isSafe = row.status === 'rounded' && isSafeBesidePooled(municipality, sites.get(key) ?? []);
  const value = typeof row.value === 'number' && isSafe ? row.value : null;
  const own =
    value === null || row.n === null ? null : { municipality, value, standardError: row.standard_error ?? 0, n: row.n };
  return {
    analysis: found.analysis.id,
    ...aboutAnalysis(found),
    group: row.group,
    measure: row.measure === 'cumulative-incidence' ? 'cumulative-incidence' : 'proportion',
    timeDays: row.time_days,
    status: value === null ? 'withheld' : 'rounded',
    n: value === null ? null : row.n,
    value,
    low: value === null ? null : row.ci_low,
    high: value === null ? null : row.ci_high,
    ...compareWithPeers(own, yardstickFor(peers, key, municipality)),
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

/** The figures of one municipality on one analysis, through the gate. */
function ownIndicators(prepared: Prepared, municipality: string, context: OwnContext): readonly OwnIndicator[] {
  const { found, bySite } = prepared;
  const own = bySite.get(municipality);
  if (own === undefined) return [notAvailable(found)];
  const settings = studyContext(context.study);
  const scope = { context: settings, population: municipality, registered: false };
  const parts = scopedEvidence(found.analysis, own, scope);
  const { outcome } = discloseOwnOutcome(found.analysis.id, parts, found.coverage, context.policy ?? research);
  if (outcome.status !== 'released') return [];
  const rows = bindAnalysis(found.analysis, settings).estimate(outcome.evidence);
  const grid = gridOf(outcome);
  return rows
    .filter((row) => isShownRow(row) && isOfPeriod(row))
    .map((row) => indicatorOf(prepared, { row, key: rowKey(row, grid), municipality }));
}

async function prepare(found: AnalysisEvidence, context: OwnContext, ledger: ObjectStore): Promise<Prepared> {
  const { study, taskId, extracts } = context;
  const bySite = evidenceBySite(
    found,
    extracts.map(({ manifest }) => manifest.municipality),
  );
  const sites = siteValues(found, bySite, study);
  const peers = await frozenPeers({ taskId, study, found, bySite, sites }, extracts, ledger);
  return { found, bySite, sites, peers };
}

/** The report of each municipality: own figures through the gate, others only as a group that the ledger freezes. */
export async function ownReleases(context: OwnContext, ledger: ObjectStore): Promise<readonly Disclosed<OwnRelease>[]> {
  const wanted = context.study.report?.indicators ?? [];
  const prepared: Prepared[] = [];
  for (const found of context.evidence)
    if (wanted.includes(found.analysis.id)) prepared.push(await prepare(found, context, ledger));
  if (prepared.length === 0) return [];
  return context.extracts.map(({ manifest }) => {
    const indicators = prepared.flatMap((each) => ownIndicators(each, manifest.municipality, context));
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
