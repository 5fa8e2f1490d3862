import { logGamma } from './distributions/log-gamma.ts';
import { bisect } from './root.ts';
import type { TwoByTwo } from './tables.ts';

/**
 * Fisher's exact test: two-sided p-value, conditional maximum likelihood odds ratio (null where it is 0 or infinite) and exact limits, the
 * upper null where there is none.
 */
export type FisherTest = {
  readonly pValue: number;
  readonly oddsRatio: number | null;
  readonly interval: { readonly lower: number; readonly upper: number | null };
};

/** Distribution of the exposed events given all margins: support from `least`, log masses at odds ratio 1. */
type Hypergeometric = { readonly least: number; readonly logMasses: readonly number[] };

function logChoose(total: number, chosen: number): number {
  return logGamma(total + 1) - logGamma(chosen + 1) - logGamma(total - chosen + 1);
}

function hypergeometric(table: TwoByTwo): Hypergeometric {
  const exposed = table.exposedEvents + table.exposedOthers;
  const unexposed = table.unexposedEvents + table.unexposedOthers;
  const events = table.exposedEvents + table.unexposedEvents;
  const least = Math.max(0, events - unexposed);
  const most = Math.min(exposed, events);
  const logMasses = Array.from({ length: most - least + 1 }, (_, index) => {
    const count = least + index;
    return logChoose(exposed, count) + logChoose(unexposed, events - count) - logChoose(exposed + unexposed, events);
  });
  return { least, logMasses };
}

/** Masses at a log odds ratio, summing to 1 (Fisher's noncentral hypergeometric distribution). */
function massesAt({ least, logMasses }: Hypergeometric, logOddsRatio: number): readonly number[] {
  const logs = logMasses.map((mass, index) => mass + (least + index) * logOddsRatio);
  const largest = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const weights = logs.map((log) => Math.exp(log - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

const widestLogOddsRatio = 60;

function solve(f: (logOddsRatio: number) => number): number {
  return Math.exp(bisect(f, -widestLogOddsRatio, widestLogOddsRatio));
}

/** Fisher's exact test for a 2x2 table (R `fisher.test`); probabilities within 1e-7 of the observed one count as equal. */
export function fisherTest(table: TwoByTwo, level = 0.95): FisherTest {
  const distribution = hypergeometric(table);
  const { least, logMasses } = distribution;
  const observed = table.exposedEvents;
  const most = least + logMasses.length - 1;
  const central = massesAt(distribution, 0);
  const limit = (central[observed - least] ?? 0) * (1 + 1e-7);
  const sumFrom = (logOddsRatio: number, from: number, to: number): number =>
    massesAt(distribution, logOddsRatio)
      .slice(from - least, to - least + 1)
      .reduce((sum, mass) => sum + mass, 0);
  const mean = (logOddsRatio: number): number =>
    massesAt(distribution, logOddsRatio).reduce((sum, mass, index) => sum + (least + index) * mass, 0);
  const tail = (1 - level) / 2;
  return {
    pValue: Math.min(
      1,
      central.filter((mass) => mass <= limit).reduce((sum, mass) => sum + mass, 0),
    ),
    oddsRatio: observed === least || observed === most ? null : solve((x) => mean(x) - observed),
    interval: {
      lower: observed === least ? 0 : solve((x) => sumFrom(x, observed, most) - tail),
      upper: observed === most ? null : solve((x) => sumFrom(x, least, observed) - tail),
    },
  };
}
