import { studentTwoSided } from './distributions/student.ts';
import { element, entry } from './linear-algebra.ts';
import { metaFit } from './meta-analysis-fit.ts';
import { addMetaSums, metaSums, type SiteEstimate, usableSites } from './meta-analysis-sums.ts';

/** Do small sites differ from large ones? */
export type EggerTest = { readonly statistic: number; readonly degreesOfFreedom: number; readonly pValue: number };

/** Egger's regression of estimates on their standard errors, weighted by precision (1997, R `regtest(model = "lm")`). */
export function eggerTest(providers: readonly (readonly SiteEstimate[])[]): EggerTest | null {
  const usable = providers.map(usableSites).filter((sites) => sites.length > 0);
  if (usable.flat().length < 3) return null;
  const sums = usable
    .map((sites) => sites.map((site) => ({ ...site, moderators: [Math.sqrt(site.variance)] })))
    .map((sites) => metaSums(sites, 0))
    .reduce(addMetaSums);
  const fit = metaFit(sums);
  if (fit.aliased.length > 0 || fit.residual === 0) return null;
  const variance = (element(fit.covariance, 1, 1) * fit.residual) / fit.degreesOfFreedom;
  const statistic = entry(fit.coefficients, 1) / Math.sqrt(variance);
  return {
    statistic,
    degreesOfFreedom: fit.degreesOfFreedom,
    pValue: studentTwoSided(statistic, fit.degreesOfFreedom),
  };
}
