import { bindAnalysis } from '../analyses/registry.ts';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import { onGrid } from '../disclosure/grid.ts';
import type { SiteValue } from '../disclosure/peers.ts';
import { withoutControl } from '../disclosure/uncontrolled.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { Study } from '../protocol/study.ts';

/** Evidence of each municipality that takes part in an analysis; it stays inside run-task. */
export type EvidenceBySite = ReadonlyMap<string, readonly Evidence[]>;

/** Splits an analysis by municipality; one whose source cannot answer is not in it. */
export function evidenceBySite(found: AnalysisEvidence, municipalities: readonly string[]): EvidenceBySite {
  return new Map(
    municipalities.flatMap((municipality) => {
      const own = found.own(municipality);
      return own.length === 0 ? [] : [[municipality, own] as const];
    }),
  );
}

/** Whether an estimate is one that a municipality's page shows. */
export const isShownRow = (row: Estimate): boolean =>
  row.measure === 'proportion' || row.measure === 'cumulative-incidence';

/** Names a figure across municipalities: measure, group, term and the edges up to that term, on which a share within a term rests. */
export function rowKey(row: Estimate, grid: readonly number[]): string {
  const used = row.time_days === null ? [] : grid.filter((edge) => edge <= (row.time_days ?? 0));
  return [row.measure, row.group, row.time_days ?? '', used.join(' ')].join('|');
}

/** Exact values of every municipality by figure: they stay inside run-task and feed the model of the group only. */
export function siteValues(
  { analysis }: AnalysisEvidence,
  bySite: EvidenceBySite,
  study: Study,
): ReadonlyMap<string, readonly SiteValue[]> {
  const bound = bindAnalysis(analysis, studyContext(study));
  const grids = analysis.analysis === 'survival' ? study.ladderDays : [[]];
  const found = new Map<string, Map<string, SiteValue>>();
  for (const grid of grids)
    for (const [municipality, own] of bySite) {
      const exact = own.map((evidence) => withoutControl(onGrid(evidence, grid)));
      for (const row of bound.estimate(exact)) {
        if (!isShownRow(row) || typeof row.value !== 'number' || row.n === null || row.n < 1) continue;
        const key = rowKey(row, grid);
        const sites = found.get(key) ?? new Map<string, SiteValue>();
        found.set(key, sites);
        sites.set(municipality, { municipality, value: row.value, standardError: row.standard_error ?? 0, n: row.n });
      }
    }
  return new Map([...found].map(([key, sites]) => [key, [...sites.values()]]));
}
