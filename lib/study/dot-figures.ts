import type { Analysis } from '../protocol/analyses.ts';
import type { Estimate } from '../protocol/estimate.ts';
import { type DotRow, dotsFigure } from '../report/figures/dots-figure.ts';
import { groupInWords, titleOf } from './figure-words.ts';
import type { StudyFigure } from './figures.ts';

/** What is drawn as dots of an analysis: rows of one measure, in one unit. */
type Dots = {
  readonly name: string;
  readonly axis: string;
  readonly unit: 'share' | 'number';
  readonly rows: readonly Estimate[];
};

const labelOf = (group: string): string =>
  group
    .split(';')
    .map((part) => (part.startsWith('quantile=') ? `quantile ${part.slice(9)}` : groupInWords(part)))
    .join(', ');

const dotsOf = (rows: readonly Estimate[]): readonly DotRow[] =>
  rows.flatMap(({ group, value, ci_low: low, ci_high: high }) =>
    typeof value === 'number' ? [{ label: labelOf(group), value, low, high }] : [],
  );

/** What an analysis has that is best seen side by side: shares and quantiles of groups, rates of new signals. */
function dotsIn(analysis: Analysis, rows: readonly Estimate[]): Dots | undefined {
  switch (analysis.analysis) {
    case 'table': {
      const shares = rows.filter((row) => row.measure === 'proportion');
      const [share] = analysis.measures.filter((each) => each.measure === 'proportion');
      if (share === undefined || new Set(shares.map((row) => row.group)).size < Math.max(2, shares.length)) return;
      const words = groupInWords(`${share.variable}=${share.success.join(' or ')}`);
      return { name: `${analysis.id}-shares`, axis: `share: ${words}`, unit: 'share', rows: shares };
    }
    case 'quantiles': {
      const quantiles = rows.filter((row) => row.measure === 'quantile');
      return { name: analysis.id, axis: groupInWords(analysis.variable), unit: 'number', rows: quantiles };
    }
    case 'piecewise-exponential': {
      const rates = rows.filter((row) => row.measure === 'mean');
      const axis = 'new signals per 100 households and 30 days';
      return { name: `${analysis.id}-rates`, axis, unit: 'number', rows: rates };
    }
    default:
      return;
  }
}

/** Dots of shares, quantiles or rates with their limits, from the released estimates of an analysis; none when fewer than two are known. */
export function dotFigures(analysis: Analysis, rows: readonly Estimate[]): readonly StudyFigure[] {
  const dots = dotsIn(analysis, rows);
  if (dots === undefined) return [];
  const shown = dotsOf(dots.rows);
  if (shown.length < 2) return [];
  const isUncontrolled = dots.rows.some((row) => row.status === 'uncontrolled');
  const limits =
    analysis.analysis === 'quantiles'
      ? 'Lines: the interval between fixed edges in which it lies.'
      : '95% limits. An association, not an effect.';
  const protection = isUncontrolled ? 'UNCONTROLLED: not protected against disclosure.' : 'From rounded counts.';
  const caption = `${protection} ${limits}`;
  return [
    {
      name: dots.name,
      svg: dotsFigure({ title: titleOf(analysis), caption, axis: dots.axis, unit: dots.unit, rows: shown }),
    },
  ];
}
