import type { EstimateRow } from '../protocol/estimate.ts';
import type { Multiplicity, Study } from '../protocol/study.ts';
import { benjaminiHochberg, holm } from '../statistics/multiplicity.ts';
import { estimate } from './estimate-rows.ts';

/** Tests that answer the question of an analysis, the first that it has counts. */
const registeredTests = [
  'likelihood ratio, interaction',
  'Wald, all terms',
  'Pearson chi-square',
  'Cochran-Armitage trend',
  'equal means',
  'log-rank',
  'Cochran Q',
];

/** The registered p-value of an analysis: of its last horizon, and its first way of ties. */
function registered(rows: readonly EstimateRow[]): EstimateRow | undefined {
  const tests = rows.filter((row) => row.measure === 'p-value');
  const name = registeredTests.find((each) => tests.some((row) => row.method.startsWith(each)));
  const found = name === undefined ? [] : tests.filter((row) => row.method.startsWith(name));
  const last = Math.max(...found.map((row) => row.time_days ?? 0));
  return found.find((row) => (row.time_days ?? 0) === last);
}

const adjustments: Readonly<Record<Multiplicity, { readonly name: string; readonly adjust: typeof holm }>> = {
  holm: { name: 'Holm', adjust: holm },
  'benjamini-hochberg': { name: 'Benjamini-Hochberg', adjust: benjaminiHochberg },
};

/** Whether a row is an adjusted p-value of a family. */
export const isAdjusted = ({ measure, method }: EstimateRow): boolean =>
  measure === 'p-value' && Object.values(adjustments).some(({ name }) => method.startsWith(`${name} over `));

/**
 * Adjusted p-values of the primary analyses of each family, by Holm or as the study says, rows to be added to theirs. A test without a
 * p-value counts as 1, so that what is withheld makes no other result look stronger.
 */
export function familyRows(study: Study, rows: readonly EstimateRow[]): readonly EstimateRow[] {
  const { name, adjust } = adjustments[study.multiplicity ?? 'holm'];
  const primary = study.analyses.filter(({ id, family }) => family !== undefined && study.primary.includes(id));
  return [...Map.groupBy(primary, (analysis) => analysis.family)].flatMap(([family, members]) => {
    const tests = members.map(({ id }) => registered(rows.filter((row) => row.analysis_id === id)));
    const adjusted = adjust(tests.map((test) => (typeof test?.value === 'number' ? test.value : 1)));
    return tests.flatMap((test, index): readonly EstimateRow[] => {
      if (typeof test?.value !== 'number') return [];
      const method = `${name} over ${members.length} tests of ${family}; ${test.method}`.slice(0, 120);
      const { status, group, time_days } = test;
      const row = estimate({ measure: 'p-value', status, group, time_days, method, value: adjusted[index] ?? 1 });
      return [{ ...test, ...row }];
    });
  });
}
