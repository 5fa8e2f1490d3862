import type { HeterogeneityParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import { limitsFigure, type SizeLimits } from '../report/figures/limits-figure.ts';
import { funnelLimits } from '../statistics/funnel-limits.ts';
import { groupInWords, titleOf } from './figure-words.ts';
import type { StudyFigure } from './figures.ts';

const levels = [0.95, 0.998];
const points = 40;

/** Limits between the least and the largest size, close enough for a smooth curve. */
function limitsBetween(least: number, most: number, share: number, level: number): readonly SizeLimits[] {
  const sizes = Array.from({ length: points + 1 }, (_, index) =>
    Math.round(least * (most / least) ** (index / points)),
  );
  return [...new Set(sizes)].flatMap((size) => {
    const found = funnelLimits(size, share, level);
    return found === null ? [] : [{ size, low: found.lower, high: found.upper }];
  });
}

/**
 * Funnel limits around the released mean share, for the sizes that the study names: what a municipality holds its own share against. No
 * municipality's value is in it: everything follows from the mean (`limitsAtSizes` of `heterogeneity`).
 */
export function limitsFigures(analysis: HeterogeneityParameters, rows: readonly Estimate[]): readonly StudyFigure[] {
  const mean = rows.find((row) => row.measure === 'proportion' && row.method.startsWith('mean over municipalities'));
  const sizes = [...(analysis.limitsAtSizes ?? [])].sort((one, other) => one - other);
  const [least, most] = [sizes[0], sizes.at(-1)];
  if (typeof mean?.value !== 'number' || least === undefined || most === undefined) return [];
  const share = mean.value;
  const curves = levels.map((level) => ({
    label: `${100 * level} percent of municipalities lie between, if they differ by chance alone`,
    limits: limitsBetween(least, most, share, level),
  }));
  const protection =
    mean.status === 'uncontrolled' ? 'UNCONTROLLED: not protected against disclosure.' : 'From a rounded mean.';
  const svg = limitsFigure({
    title: titleOf(analysis),
    caption: `${protection} Exact binomial limits (Spiegelhalter 2005). No municipality's own share is shown.`,
    shareLabel: `share: ${groupInWords(`${analysis.outcome}=${analysis.success.join(' or ')}`)}`,
    sizeLabel: 'number of rows of a municipality',
    share,
    curves,
    sizes,
  });
  return [{ name: analysis.id, svg }];
}
