import type { Proportion } from './proportions.ts';

/** What a level of a factor does to a model: nothing, or its coefficient runs to minus or plus infinity. */
export type LevelSeparation = 'none' | 'no-events' | 'only-events' | 'empty';

/** Levels that a binary model cannot estimate: exact for one factor (Albert & Anderson 1984), a warning for more. */
export function levelSeparation({ successes, total }: Proportion): LevelSeparation {
  if (total === 0) return 'empty';
  if (successes === 0) return 'no-events';
  return successes === total ? 'only-events' : 'none';
}

/** Positions of the levels that separate; a count model has no `only-events`. */
export function separatedLevels(
  levels: readonly Proportion[],
  model: 'binary' | 'count' = 'binary',
): readonly number[] {
  return [...levels.keys()].filter((index) => {
    const level = levels[index];
    const separation = level === undefined ? 'empty' : levelSeparation(level);
    return separation !== 'none' && (model === 'binary' || separation !== 'only-events');
  });
}
