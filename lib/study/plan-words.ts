import { expectedCellsWords } from './expected-cells-words.ts';
import type { PlannedAnalysis, StudyPlan } from './plan.ts';
import { plannedCyclesWords } from './plan-cycles.ts';

/** The plan as plain sentences, for whoever must approve it. */
export function planWords(plan: StudyPlan): readonly string[] {
  return [
    `${plan.title} (${plan.study}, version ${plan.version})`,
    `Digest ${plan.digest}`,
    `Asked by ${plan.researchers.join('; ')}, for the purpose ${plan.purpose}.`,
    ...(plan.dutchTitle === null ? [] : [`Municipalities read about themselves, on a page titled: ${plan.dutchTitle}`]),
    '',
    'What leaves, and nothing else:',
    `  ${plan.analyses.length} analyses, ${plan.cells} cells at most, each a count, mean or risk table over at least ${plan.minimumMunicipalities} municipalities together.`,
    '  No row, no household, no name of a municipality, no number about a single municipality.',
    plan.models.length === 0
      ? '  The data are read once a run; no model goes back and forth.'
      : `  Fitted in rounds between the providers, sealed on the way, only the final model readable: ${plan.models.join(', ')}.`,
    ...experimentWords(plan.experiment),
    '',
    ...plan.analyses.flatMap(analysisWords),
    `Columns read: ${plan.columns.length === 0 ? 'those of the units above' : plan.columns.join(', ')}.`,
    '',
    ...(plan.power.length === 0
      ? []
      : [
          'To find a difference worth finding, counted over all providers:',
          ...plan.power.map(({ analysis, needs }) => `  ${analysis}: ${needs}`),
          '',
        ]),
    ...expectedCellsWords(plan.smallCells, plan.expectedSize),
    ...plannedCyclesWords(plan.cycles),
    '',
    'Before anything leaves:',
    ...plan.thresholds.map(({ value, meaning }) => `  ${Math.round(value * 100) / 100}: ${meaning}`),
  ];
}

function experimentWords(experiment: StudyPlan['experiment']): readonly string[] {
  if (experiment === undefined) return [];
  const { regulation, creditors, municipalities, from, validUntil, evaluationOn, groups, conditions } = experiment;
  return [
    '',
    `Legal experiment: ${regulation}, from ${from} until ${validUntil}, evaluated on ${evaluationOn}.`,
    `  Signals of ${creditors.join(', ')} count in ${municipalities.join(', ')} and until that day only; elsewhere they are left out.`,
    ...(groups.length === 0 ? [] : [`  Its groups: ${groups.join(', ')}.`]),
    ...conditions.map(({ condition, document, dated }) => `  ${condition}: ${document} (${dated})`),
  ];
}

function analysisWords(analysis: PlannedAnalysis): readonly string[] {
  const groups = analysis.groups
    .map(({ meaning, levels }) => (levels <= 1 ? meaning : `${meaning} (${levels} groups, unknown among them)`))
    .join(' by ');
  const grid = analysis.gridDays[0];
  const marks = [
    ...(analysis.isPrimary ? ['primary'] : []),
    ...(analysis.isOnPages ? ["on the municipality's page"] : []),
  ];
  return [
    `${analysis.id}: ${analysis.kind} of ${analysis.unit}${marks.length === 0 ? '' : ` [${marks.join(', ')}]`}`,
    ...(analysis.question === '' ? [] : [`  ${analysis.question}`]),
    ...(analysis.dutchQuestion === '' ? [] : [`  on the page: ${analysis.dutchQuestion}`]),
    ...(groups === '' ? [] : [`  by ${groups}`]),
    ...(analysis.conditions.length === 0 ? [] : [`  only where ${analysis.conditions.join(' and ')}`]),
    ...(grid === undefined ? [] : [`  in steps that end after ${grid.join(', ')} days, or coarser`]),
    ...(analysis.clusters.length === 0
      ? []
      : [
          `  with sums of products over every ${analysis.clusters.join(' and every ')}, for standard errors; none of a single one`,
        ]),
    `  ${analysis.cells} ${analysis.cells === 1 ? 'cell' : 'cells'}`,
    '',
  ];
}
