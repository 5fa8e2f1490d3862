import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { concurrently } from '../concurrently.ts';
import type { LocalExtract } from '../dataset/catalogue.ts';
import type { Policy } from '../disclosure/policy.ts';
import { type Disclosed, discloseOwn } from '../disclosure/release.ts';
import type { ObjectStore } from '../ports.ts';
import type { ProviderId, TaskId } from '../protocol/identifiers.ts';
import type { OwnIndicator, OwnRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import type { Participant } from '../register/participants.ts';
import { loadSolver } from '../solver/highs.ts';
import { adjustingPopulation, isAdjusting } from './own-adjusted.ts';
import { ownBackground } from './own-background.ts';
import { gateOwn } from './own-gate.ts';
import { type Compared, ownIndicators } from './own-indicators.ts';
import { besidePooled, type Tallies, tallyOf } from './own-pair.ts';
import { frozenPeers } from './own-peers.ts';
import { type EvidenceBySite, evidenceBySite, siteValues } from './own-sites.ts';

/** What the reports of all municipalities share. */
export type OwnContext = {
  readonly taskId: TaskId;
  readonly provider: ProviderId;
  readonly study: Study;
  readonly evidence: readonly AnalysisEvidence[];
  readonly extracts: readonly LocalExtract[];
  readonly taking: readonly Participant[];
  readonly acceptedOn: string;
  readonly policy: Policy;
  /** How many objections are left out of each municipality. */
  readonly objections?: ReadonlyMap<string, number> | undefined;
  /** Analyses whose participants differ by one or two municipalities from an earlier release: no new group is made for them. */
  readonly nearMisses?: ReadonlySet<string> | undefined;
};

/** An analysis with what its figures are compared with. */
type Prepared = Compared & { readonly bySite: EvidenceBySite; readonly tallies: Tallies };

const pagesAtOnce = 8;

/** A page tests no differences between its groups. */
function withoutTests(found: AnalysisEvidence): AnalysisEvidence {
  const { analysis } = found;
  return analysis.analysis === 'survival' ? { ...found, analysis: { ...analysis, compareGroups: false } } : found;
}

async function prepare(found: AnalysisEvidence, context: OwnContext, ledger: ObjectStore): Promise<Prepared> {
  const codes = context.extracts.map(({ manifest }) => manifest.municipality);
  const bySite = evidenceBySite(found, codes);
  const { taskId, study, extracts, policy } = context;
  const sites = siteValues(found, bySite, study);
  const mayFreeze = context.nearMisses?.has(found.analysis.id) !== true;
  const peers = await frozenPeers({ taskId, study, found, bySite, sites, policy, mayFreeze }, extracts, ledger);
  return { found, bySite, tallies: tallyOf(bySite), peers };
}

/** The report of each municipality: own figures through the gate, others only as a group that the ledger freezes. */
export async function ownReleases(context: OwnContext, ledger: ObjectStore): Promise<readonly Disclosed<OwnRelease>[]> {
  const wanted = context.study.report?.indicators ?? [];
  const prepared: Prepared[] = [];
  for (const found of context.evidence)
    if (wanted.includes(found.analysis.id)) prepared.push(await prepare(withoutTests(found), context, ledger));
  if (prepared.length === 0) return [];
  const tools = { policy: context.policy, solver: await loadSolver(), ledger };
  return await concurrently(context.extracts, pagesAtOnce, async ({ manifest }) => {
    const { municipality, snapshot } = manifest;
    const partner = context.taking.find((each) => each.municipality.code === municipality);
    const isLarge = (partner?.municipality.inhabitants ?? 0) >= adjustingPopulation;
    const analyses = prepared.flatMap(({ found, bySite, tallies }) => {
      const own = isLarge || !isAdjusting(found.analysis) ? bySite.get(municipality) : undefined;
      return own === undefined ? [] : [{ found, own: besidePooled(own, tallies, context.policy) }];
    });
    const { taskId, study } = context;
    const objections = context.objections?.get(municipality) ?? 0;
    const counted = { municipality, snapshot };
    const outcomes = await gateOwn({ taskId, study, counted, objections, analyses }, tools);
    const indicators = prepared.flatMap((each) => {
      const without = each.bySite.has(municipality) ? 'withheld' : 'not-available';
      const place = { municipality, coveredDays: coveredDays(manifest) };
      return ownIndicators(each, place, outcomes.get(each.found.analysis.id) ?? without, study);
    });
    return ownRelease(context, manifest, indicators);
  });
}

/** First day of the month of a municipality's first signal: the day itself is that of a single row. */
function firstMonth({ dates }: LocalExtract['manifest']): string | null {
  const first = dates['signals.signal_date']?.first ?? null;
  return first === null ? null : `${first.slice(0, 7)}-01`;
}

/** Days that a municipality's signals cover up to its export, as its page says. */
function coveredDays(manifest: LocalExtract['manifest']): number | null {
  const first = firstMonth(manifest);
  return first === null ? null : (Date.parse(manifest.exportDate) - Date.parse(first)) / 86_400_000;
}

/** The title that municipalities read in Dutch, and the study's own where that is another. */
function titlesOf({ title, report }: Study): Pick<OwnRelease, 'studyTitle' | 'originalTitle'> {
  const dutch = report?.title ?? title;
  return { studyTitle: dutch, ...(dutch !== title && { originalTitle: title }) };
}

function ownRelease(
  context: OwnContext,
  manifest: LocalExtract['manifest'],
  indicators: readonly OwnIndicator[],
): Disclosed<OwnRelease> {
  return discloseOwn({
    schema: 'vroegzicht-own/1',
    taskId: context.taskId,
    studyId: context.study.study,
    ...titlesOf(context.study),
    municipality: manifest.municipality,
    municipalityName:
      context.taking.find(({ municipality }) => municipality.code === manifest.municipality)?.municipality.name ??
      manifest.municipality,
    provider: context.provider,
    policy: context.policy.id,
    synthetic: manifest.synthetic,
    dataFrom: firstMonth(manifest),
    dataUntil: manifest.exportDate,
    indicators: [...indicators],
    participants: context.extracts.length,
    ...ownBackground(context, manifest),
  });
}
