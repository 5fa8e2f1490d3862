import { Study } from '../../lib/protocol/study.ts';

/** A small study over signals, attempts and both kinds of spells, with indicators for the municipalities' reports. */
export const smallStudy = Study.parse({
  schema: 'vroegzicht-study/1',
  study: 'small-study',
  version: 1,
  title: 'A small study',
  researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
  purpose: 'research-effectiveness',
  minimumMunicipalities: 3,
  ladderDays: [[28, 45, 75, 105], [45, 105], [105]],
  report: { indicators: ['reach', 'return'] },
  analyses: [
    {
      id: 'partners',
      analysis: 'table',
      unit: 'signals',
      by: ['partner-type'],
      measures: [{ measure: 'count' }, { measure: 'mean', variable: 'arrears-euro' }],
    },
    {
      id: 'reach',
      analysis: 'table',
      unit: 'cases',
      measures: [{ measure: 'proportion', variable: 'reached', success: ['yes'] }],
    },
    {
      id: 'methods',
      analysis: 'table',
      unit: 'attempts',
      by: ['method'],
      measures: [{ measure: 'proportion', variable: 'reached', success: ['yes'] }],
    },
    {
      id: 'steps',
      analysis: 'funnel',
      steps: [
        { name: 'signals', unit: 'signals' },
        { name: 'cases', unit: 'cases' },
      ],
    },
    { id: 'return', analysis: 'survival', unit: 'signal-spells', horizonsDays: [45, 105] },
    {
      id: 'arms',
      analysis: 'survival',
      unit: 'case-spells',
      by: ['contact-arm'],
      horizonsDays: [45, 105],
      compareGroups: true,
    },
  ],
});
