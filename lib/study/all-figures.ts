import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { Study } from '../protocol/study.ts';
import { type StudyFigure, survivalFigures } from './figures.ts';
import { modelFigures } from './model-figures.ts';
import { otherFigures } from './other-figures.ts';

/** Every figure of a study: curves, forest plots, mean counts, steps, limits and dots of what was released. */
export function allFigures(study: Study, outcomes: readonly AnalysisOutcome[]): readonly StudyFigure[] {
  return [...survivalFigures(study, outcomes), ...modelFigures(study, outcomes), ...otherFigures(study, outcomes)];
}
