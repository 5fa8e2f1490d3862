import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { Study } from '../protocol/study.ts';
import { type StudyFigure, survivalFigures } from './figures.ts';
import { modelFigures } from './model-figures.ts';

/** Every figure of a study: curves, forest plots and mean counts of what was released. */
export function allFigures(study: Study, outcomes: readonly AnalysisOutcome[]): readonly StudyFigure[] {
  return [...survivalFigures(study, outcomes), ...modelFigures(study, outcomes)];
}
