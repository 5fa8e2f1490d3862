import { studyContext } from '../analyses/study-context.ts';
import { dimensionOf } from '../dataset/plan.ts';
import type { EarlierReleases } from '../disclosure/earlier.ts';
import { type PublicTotal, publishedCounts } from '../disclosure/public-totals.ts';
import { Unit } from '../protocol/analysis.ts';
import type { Job } from '../protocol/message.ts';
import type { Counted } from './ledger-entries.ts';

/** Earlier releases beside the counts of each population that stand in public. */
export function withPublicTotals(
  { job, publicTotals }: { readonly job: Job; readonly publicTotals: readonly PublicTotal[] },
  earlier: EarlierReleases,
  present: ReadonlyMap<string, { readonly unit: string; readonly counted: readonly Counted[] }>,
): EarlierReleases {
  return (universe) => {
    const known = earlier(universe);
    const { unit: name = '', counted = [] } = present.get(universe) ?? {};
    const unit = Unit.safeParse(name).data;
    if (unit === undefined) return known;
    const municipalities = counted.map(({ municipality }) => municipality);
    const published = publishedCounts(publicTotals, { unit, municipalities });
    const variables = published.flatMap(({ selection }) => Object.keys(selection));
    const levels = variables.map((each) => [each, dimensionOf(each, unit, studyContext(job.study)).levels] as const);
    return { ...known, published, domains: new Map([...levels, ...known.domains]) };
  };
}
