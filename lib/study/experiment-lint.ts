import type { Study } from '../protocol/study.ts';
import { groupsOf } from './design-facts.ts';
import type { DesignWarning } from './design-lint.ts';

/** Words of the template of `study init` that stand for something only the researcher knows. */
export const wordsToReplace = {
  summary: 'Say here in two sentences what you want to know, and why.',
  regulation: 'Name and number of the regulation',
  document: 'Which document',
} as const;

/** What a study file still has from its template, and groups of a legal experiment that no result tells apart. */
export function experimentWarnings(study: Study): readonly DesignWarning[] {
  return [...unfinished(study), ...untoldGroups(study)];
}

function unfinished({ summary, experiment }: Study): readonly DesignWarning[] {
  const open = [
    ...(summary === wordsToReplace.summary ? ['summary'] : []),
    ...(experiment?.regulation === wordsToReplace.regulation ? ['experiment.regulation'] : []),
    ...(experiment?.conditions ?? []).flatMap(({ condition, document }) =>
      document === wordsToReplace.document ? [`the document of ${condition}`] : [],
    ),
  ];
  if (open.length === 0) return [];
  return [
    {
      rule: 'unfinished',
      analysis: 'the study',
      reason: `these words are still the template's: ${open.join(', ')}`,
      repair: 'write your own: the provider reads them before deciding, and auditors read them in the evidence bundle',
    },
  ];
}

/** Each group of an experiment wants a result for each level, and one that says whether it changes what is compared. */
function untoldGroups({ experiment, analyses }: Study): readonly DesignWarning[] {
  const untold = (experiment?.groups ?? []).filter((name) => !analyses.some((each) => groupsOf(each).includes(name)));
  const unmixed = (experiment?.groups ?? []).filter(
    (name) =>
      !untold.includes(name) &&
      !analyses.some((each) => 'interactions' in each && each.interactions?.some((pair) => pair.includes(name))),
  );
  const warning = (names: readonly string[], reason: string, repair: string): readonly DesignWarning[] =>
    names.length === 0 ? [] : [{ rule: 'experiment-groups', analysis: names.join(', '), reason, repair }];
  return [
    ...warning(
      untold,
      'these groups of the experiment are told apart by no analysis',
      'name them under `by`, or as a covariate of a model',
    ),
    ...warning(
      unmixed,
      'no model says whether what is compared differs between these groups of the experiment',
      'add a glm or cox with the group, what is compared, and both under `interactions: [[group, compared]]`',
    ),
  ];
}
