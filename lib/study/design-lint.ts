import { pageTopicOf } from '../analyses/page-topic.ts';
import { gridsOf } from '../analyses/risk-evidence.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Study } from '../protocol/study.ts';
import { expectedEvents, groupsOf, parametersOf, usesTies, withInterval } from './design-facts.ts';
import { experimentWarnings } from './experiment-lint.ts';

/** A weakness of a design: which rule, where, why it misleads, and how to mend it. It does not stop a study. */
export type DesignWarning = {
  readonly rule:
    | 'clock-after-exposure'
    | 'later-event'
    | 'breslow-on-grid'
    | 'few-events'
    | 'few-clusters'
    | 'no-primary'
    | 'page-language'
    | 'unfinished'
    | 'experiment-groups';
  readonly analysis: string;
  readonly reason: string;
  readonly repair: string;
};

/** What is known only after the clock of a unit starts, or is a result of the contact itself. */
const laterVariables = ['outcome', 'primary-method', 'attempts-band', 'days-to-reach', 'speed-band', 'reached'];

const exposures = ['contact-arm', 'clean-contact-arm', ...laterVariables, 'first-method'];

const smallestClusters = 8;
const eventsPerParameter = 10;
const mostWithoutPrimary = 3;

function clockAfterExposure(analysis: Analysis): readonly DesignWarning[] {
  if (!('unit' in analysis) || analysis.unit !== 'case-spells') return [];
  const exposed = groupsOf(analysis).filter((name) => exposures.includes(name));
  if (exposed.length === 0) return [];
  return [
    {
      rule: 'clock-after-exposure',
      analysis: analysis.id,
      reason: `the clock starts at closing, after ${exposed.join(', ')}: arms are compared at different ages of the arrears, and signals before closing are not seen`,
      repair: 'count from the first signal: unit landmark-28 or landmark-45 with landmark-arm, or contact-states',
    },
  ];
}

function laterEvent(analysis: Analysis): readonly DesignWarning[] {
  if (!withInterval(analysis)) return [];
  const conditions = analysis.where.map((condition) => condition.variable);
  const restricted = conditions.filter((name) => laterVariables.includes(name));
  const compared = groupsOf(analysis).filter((name) => laterVariables.includes(name));
  const names = [...new Set([...restricted, ...compared])];
  if (names.length === 0 || analysis.analysis === 'attempts') return [];
  return [
    {
      rule: 'later-event',
      analysis: analysis.id,
      reason: `${names.join(', ')} is known only after contact, so who is compared was chosen by a later event`,
      repair: 'compare all cases by what was planned or known before: first-approach at a landmark, arrears-band',
    },
  ];
}

function breslowOnGrid(analysis: Analysis, study: Study): readonly DesignWarning[] {
  if (!usesTies(analysis) || !analysis.ties.includes('breslow')) return [];
  const edges = gridsOf(studyContext(study), analysis)[0]?.length ?? 0;
  return [
    {
      rule: 'breslow-on-grid',
      analysis: analysis.id,
      reason: `on a grid of ${edges} intervals nearly all events are tied, and Breslow's ties pull hazard ratios towards 1`,
      repair: 'leave ties away: Efron is the default',
    },
  ];
}

function fewEvents(analysis: Analysis, study: Study): readonly DesignWarning[] {
  const expected = expectedEvents(analysis, study.minimumMunicipalities);
  const parameters = parametersOf(analysis);
  if (expected === null || parameters === 0 || expected >= eventsPerParameter * parameters) return [];
  return [
    {
      rule: 'few-events',
      analysis: analysis.id,
      reason: `about ${Math.round(expected)} events are expected with ${study.minimumMunicipalities} small municipalities, for ${parameters} parameters or groups: fewer than ${eventsPerParameter} for each`,
      repair:
        'ask for more municipalities (minimumMunicipalities), or merge levels with `levels` or a coarser variable',
    },
  ];
}

function fewClusters(study: Study): readonly DesignWarning[] {
  const affected = study.analyses.filter(withInterval);
  if (study.minimumMunicipalities >= smallestClusters || affected.length === 0) return [];
  return [
    {
      rule: 'few-clusters',
      analysis: affected.map((analysis) => analysis.id).join(', '),
      reason: `with ${study.minimumMunicipalities} municipalities, intervals from the normal distribution leave differences between municipalities out and are too narrow`,
      repair: `ask for at least ${smallestClusters} municipalities`,
    },
  ];
}

function noPrimary(study: Study): readonly DesignWarning[] {
  const affected = study.analyses.filter(withInterval);
  if (study.primary.length > 0 || affected.length <= mostWithoutPrimary) return [];
  return [
    {
      rule: 'no-primary',
      analysis: 'the study',
      reason: `${affected.length} analyses compare or estimate and none is primary: some will look remarkable by chance`,
      repair:
        'name the primary analyses under `primary`, each with the `family` of its question; p-values are adjusted within a family (Holm, or `multiplicity`)',
    },
  ];
}

/** Municipalities read a Dutch page: the study's title, and questions for which the page has no words of its own, must be Dutch. */
function pageLanguage({ report, analyses }: Study): readonly DesignWarning[] {
  if (report === undefined) return [];
  const shown = analyses.filter(({ id }) => report.indicators.some((indicator) => indicator === id));
  const wordless = shown.filter((each) => pageTopicOf(each) === undefined && report.questions?.[each.id] === undefined);
  const rule = 'page-language' as const;
  const title: DesignWarning = {
    rule,
    analysis: 'report.title',
    reason: 'municipalities read a Dutch page and mail, and the study gives them no Dutch title',
    repair: 'write the title in Dutch under `report.title`, as a municipal officer would say it',
  };
  const questions = wordless.map(({ id }) => ({
    rule,
    analysis: id,
    reason: 'it is on the page of municipalities, which has no words of its own for what it measures',
    repair: `write its question in Dutch under \`report.questions.${id}\``,
  }));
  return [...(report.title === undefined ? [title] : []), ...questions];
}

/** Weaknesses of a study's design that the study file alone shows: pure, no data. */
export function lintDesign(study: Study): readonly DesignWarning[] {
  return [
    ...study.analyses.flatMap((analysis) => [
      ...clockAfterExposure(analysis),
      ...laterEvent(analysis),
      ...breslowOnGrid(analysis, study),
      ...fewEvents(analysis, study),
    ]),
    ...fewClusters(study),
    ...noPrimary(study),
    ...pageLanguage(study),
    ...experimentWarnings(study),
  ];
}
