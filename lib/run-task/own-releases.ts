import { bindAnalysis } from '../analyses/registry.ts';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { LocalExtract } from '../dataset/catalogue.ts';
import { onGrid } from '../disclosure/grid.ts';
import { compareWithPeers, type SiteValue } from '../disclosure/peers.ts';
import { policyId } from '../disclosure/policy.ts';
import { type Disclosed, discloseOutcome, discloseOwn } from '../disclosure/release.ts';
import { withoutControl } from '../disclosure/uncontrolled.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { ProviderId, TaskId } from '../protocol/identifiers.ts';
import type { Municipality } from '../protocol/register.ts';
import type { OwnIndicator, OwnRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { ownBackground } from './own-background.ts';

/** What the reports of all municipalities share. */
export type OwnContext = {
  readonly taskId: TaskId;
  readonly provider: ProviderId;
  readonly study: Study;
  readonly evidence: readonly AnalysisEvidence[];
  readonly extracts: readonly LocalExtract[];
  readonly municipalities: readonly Municipality[];
  readonly acceptedOn: string;
};

const shown = (row: Estimate) => row.measure === 'proportion' || row.measure === 'cumulative-incidence';
const rowKey = (row: Estimate) => `${row.measure}|${row.group}|${row.time_days ?? ''}`;

/** Edges of the risk tables of an outcome: a municipality is compared with others on its own grid. */
const gridOf = (outcome: AnalysisOutcome): readonly number[] =>
  outcome.status === 'released'
    ? outcome.evidence.flatMap((part) => (part.kind === 'risk-table' ? part.edgesDays : []))
    : [];

/** Exact values of every municipality on one grid, by row of the analysis: they stay inside run-task and feed the peer model only. */
function siteValues(
  found: AnalysisEvidence,
  context: OwnContext,
  grid: readonly number[],
): ReadonlyMap<string, readonly SiteValue[]> {
  const bound = bindAnalysis(found.analysis, studyContext(context.study));
  const values = context.extracts.flatMap(({ manifest: { municipality } }) =>
    bound.estimate(found.own(municipality).map((evidence) => withoutControl(onGrid(evidence, grid)))).flatMap((row) => {
      if (!shown(row) || typeof row.value !== 'number' || row.n === null || row.n < 1) return [];
      return [
        {
          key: rowKey(row),
          site: { municipality, value: row.value, standardError: row.standard_error ?? 0, n: row.n },
        },
      ];
    }),
  );
  return new Map(
    [...Map.groupBy(values, (each) => each.key)].map(([key, members]) => [key, members.map((each) => each.site)]),
  );
}

/** Site values by analysis and grid, computed once each. */
function rememberedSites(context: OwnContext) {
  const known = new Map<string, ReadonlyMap<string, readonly SiteValue[]>>();
  return (found: AnalysisEvidence, grid: readonly number[]) => {
    const key = `${found.analysis.id}|${grid.join(' ')}`;
    const values = known.get(key) ?? siteValues(found, context, grid);
    known.set(key, values);
    return values;
  };
}

/** What an analysis counts, and of which rows. */
function aboutAnalysis({ analysis }: AnalysisEvidence): Pick<OwnIndicator, 'unit' | 'where'> {
  return {
    ...('unit' in analysis && { unit: analysis.unit }),
    ...(analysis.where.length > 0 && { where: analysis.where }),
  };
}

function indicatorOf(
  found: AnalysisEvidence,
  row: Estimate,
  municipality: string,
  sites: readonly SiteValue[],
): OwnIndicator {
  const value = typeof row.value === 'number' && row.status === 'rounded' ? row.value : null;
  const own =
    value === null || row.n === null ? null : { municipality, value, standardError: row.standard_error ?? 0, n: row.n };
  const others = sites.filter((site) => site.municipality !== municipality);
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
    ...compareWithPeers(own, others),
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

/** The report of each municipality: own figures through the gate, others only as a group. */
export function ownReleases(context: OwnContext): readonly Disclosed<OwnRelease>[] {
  const wanted = context.evidence.filter(
    (found) => context.study.report?.indicators.includes(found.analysis.id) === true,
  );
  if (wanted.length === 0) return [];
  const sites = rememberedSites(context);
  return context.extracts.map(({ manifest }) => {
    const indicators = wanted.flatMap((found): readonly OwnIndicator[] => {
      const own = found.own(manifest.municipality);
      if (own.length === 0) return [notAvailable(found)];
      const { outcome } = discloseOutcome(found.analysis.id, own, found.coverage);
      if (outcome.status !== 'released') return [];
      const rows = bindAnalysis(found.analysis, studyContext(context.study)).estimate(outcome.evidence).filter(shown);
      return rows.map((row) =>
        indicatorOf(found, row, manifest.municipality, sites(found, gridOf(outcome)).get(rowKey(row)) ?? []),
      );
    });
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
      context.municipalities.find((each) => each.code === manifest.municipality)?.name ?? manifest.municipality,
    provider: context.provider,
    policy: policyId,
    synthetic: manifest.synthetic,
    dataFrom: first === null ? null : `${first.slice(0, 7)}-01`,
    dataUntil: manifest.exportDate,
    indicators: [...indicators],
    participants: context.extracts.length,
    ...ownBackground(context.study, context.municipalities, manifest, context.acceptedOn),
  });
}
