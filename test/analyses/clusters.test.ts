import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { combineOutcomes } from '../../lib/analyses/combine.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import type { ResultRow } from '../../lib/dataset/plan.ts';
import { unitTable } from '../../lib/dataset/units.ts';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import { Study } from '../../lib/protocol/study.ts';
import { countingProcess } from '../../lib/statistics/cox/counting-process.ts';
import { coxFromProcess } from '../../lib/statistics/cox/estimate.ts';
import { hazardPath } from '../../lib/statistics/cox/hazard-path.ts';
import { processRiskSums } from '../../lib/statistics/cox/process-sums.ts';
import { clusterRobust } from '../../lib/statistics/cox/robust.ts';
import { householdSums } from '../../lib/statistics/cox/score-residuals.ts';
import type { Ties } from '../../lib/statistics/cox/ties.ts';
import { studentQuantile } from '../../lib/statistics/distributions/student.ts';
import { fitGlm } from '../../lib/statistics/glm.ts';
import { householdRobust, municipalityRobust } from '../../lib/statistics/glm-robust.ts';
import { evidenceOf, modelStudy, rowsOf, uncontrolledOutcomes } from '../support/analyses.ts';
import { numbers } from '../support/cox-data.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';
import { relativeError } from '../support/reference.ts';

// Errors by cluster through all layers (SQL of pairs, evidence, estimate) against the estimators on rows, which equal R.
const clusters = ['household', 'municipality'];
const study = Study.parse({
  ...modelStudy,
  analyses: [
    {
      id: 'cox',
      analysis: 'cox',
      unit: 'signal-spells',
      covariates: [{ variable: 'partner-type', levels: ['rent', 'energy', 'water'] }],
      ties: ['efron', 'breslow'],
      clusters,
    },
    {
      id: 'landmark',
      analysis: 'cox',
      unit: 'landmark-28',
      closedEntryDays: 75,
      covariates: [{ variable: 'landmark-arm', levels: ['not-reached', 'reached', 'accepted'] }],
      clusters,
    },
    {
      id: 'odds',
      analysis: 'glm',
      unit: 'cases',
      outcome: 'reached',
      success: ['yes'],
      covariates: [{ variable: 'first-method', levels: ['letter', 'phone', 'home-visit'] }],
      clusters,
    },
  ],
});
const context = studyContext(study, true);
let root = '';
let extracts: readonly LocalExtract[] = [];
let estimates: readonly EstimateRow[] = [];
const units = new Map<string, readonly ResultRow[]>();

beforeAll(async () => {
  root = await extractFolder();
  const codes = Array.from({ length: 8 }, (_, index) => String(9001 + index));
  extracts = await Promise.all(
    codes.map((code, index) => writeExtract(root, code, municipalityRows(code, 150, 7 + index))),
  );
  estimates = rowsOf(study, uncontrolledOutcomes(await evidenceOf(study, context, extracts, root)), context);
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  const { query } = await openCatalogue(sandbox, extracts);
  for (const unit of ['signal-spells', 'landmark-28', 'cases'] as const)
    units.set(unit, await query({ unit, sql: `SELECT * FROM ${unitTable(unit)}`, parameters: [] }));
  sandbox.close();
});
afterAll(() => rm(root, { recursive: true }));

const errorsIn = (rows: readonly EstimateRow[], analysis: string, words: string, ties = '') =>
  rows
    .filter((row) => row.analysis_id === analysis && row.measure === 'coefficient')
    .filter((row) => row.method.includes(words) && row.method.includes(ties))
    .map((row) => row.standard_error ?? Number.NaN);
const errors = (analysis: string, words: string, ties = '') => errorsIn(estimates, analysis, words, ties);
const codeOf = (row: ResultRow) => Number(row['municipality_code']);

function spells(unit: string, variable: string, levels: readonly string[], clusterOf: (row: ResultRow) => number) {
  const rows = (units.get(unit) ?? []).filter((row) => levels.includes(String(row[variable])));
  return rows.map((row) => ({
    endDays: Number(row['time_days']),
    event: row['event'] === 1,
    covariates: levels.slice(1).map((level) => (row[variable] === level ? 1 : 0)),
    cluster: clusterOf(row),
  }));
}

function robust(rows: ReturnType<typeof spells>, ties: Ties): readonly number[] {
  const process = countingProcess(rows, 2);
  const fit = coxFromProcess(process, ties);
  const paths = processRiskSums(process, fit.location).map((stratum) => hazardPath(stratum, ties));
  return numbers(clusterRobust(fit, householdSums(process, fit.location, paths)).standardErrors);
}

function householdNumbers() {
  const known = new Map<string, number>();
  return (row: ResultRow) => {
    const name = `${row['municipality_code']} ${row['household']}`;
    const found = known.get(name) ?? known.size;
    known.set(name, found);
    return found;
  };
}

describe('Cox from a risk table', () => {
  const types = ['rent', 'energy', 'water'];
  test.each(['efron', 'breslow'] as const)(
    'errors by household and municipality equal those on rows, %s ties',
    (ties) => {
      const name = ties === 'efron' ? 'Efron' : 'Breslow';
      const byHousehold = robust(spells('signal-spells', 'partner_type', types, householdNumbers()), ties);
      expect(relativeError(errors('cox', 'by household', name), byHousehold)).toBeLessThan(1e-9);
      const byMunicipality = robust(spells('signal-spells', 'partner_type', types, codeOf), ties);
      expect(relativeError(errors('cox', 'CR0', name), byMunicipality)).toBeLessThan(1e-9);
    },
  );

  test('one row a household: errors by household need nothing but the table', () => {
    const levels = ['not-reached', 'reached', 'accepted'];
    const rows = spells('landmark-28', 'landmark_arm', levels, householdNumbers());
    const followed = (units.get('landmark-28') ?? []).filter((row) => levels.includes(String(row['landmark_arm'])));
    const kept = rows.filter((_, index) => Number(followed[index]?.['potential_days']) >= 75);
    expect(new Set(kept.map((row) => row.cluster)).size).toBe(kept.length);
    expect(relativeError(errors('landmark', 'by household'), robust(kept, 'efron'))).toBeLessThan(1e-9);
  });

  test('CR3 is close to leaving out each municipality in turn', () => {
    const rows = spells('signal-spells', 'partner_type', types, codeOf);
    const fit = (kept: typeof rows) => numbers(coxFromProcess(countingProcess(kept, 2)).coefficients);
    const all = fit(rows);
    const codes = [...new Set(rows.map((row) => row.cluster))];
    const away = codes.map((code) => fit(rows.filter((row) => row.cluster !== code)));
    const jackknife = all.map((value, term) =>
      Math.sqrt(away.reduce((sum, each) => sum + ((each[term] ?? Number.NaN) - value) ** 2, 0)),
    );
    expect(relativeError(errors('cox', 'CR3', 'Efron'), jackknife)).toBeLessThan(0.05);
  });
});

describe('logistic regression from a contingency table', () => {
  const methods = ['letter', 'phone', 'home-visit'];
  const design = (rows: readonly ResultRow[]) => ({
    covariates: rows.map((row) => [1, ...methods.slice(1).map((method) => (row['first_method'] === method ? 1 : 0))]),
    response: rows.map((row) => (row['reached'] === 'yes' ? 1 : 0)),
  });
  test('errors by household (CR1) and municipality (CR0, CR3) equal those on rows', () => {
    const rows = (units.get('cases') ?? []).filter(
      (row) => methods.includes(String(row['first_method'])) && row['reached'] !== null,
    );
    const sites = [...Map.groupBy(rows, codeOf).values()];
    const fit = fitGlm(sites.map(design), 'logistic');
    const numberOfHousehold = householdNumbers();
    const householdOf = (site: number, row: number) => numberOfHousehold(sites[site]?.[row] ?? {});
    const household = householdRobust(fit, 'logistic', householdOf, { count: rows.length, size: 3 });
    expect(relativeError(errors('odds', 'by household'), household?.standardErrors.slice(1) ?? [])).toBeLessThan(1e-9);
    for (const correction of ['CR0', 'CR1', 'CR3'] as const) {
      const expected =
        municipalityRobust(fit, 'logistic', correction)
          ?.standardErrors.slice(1)
          .map((error) => error ?? Number.NaN) ?? [];
      expect(relativeError(errors('odds', correction), expected), correction).toBeLessThan(1e-9);
    }
  });
});

test('few municipalities are read against t, with limits to match', () => {
  const [row] = estimates.filter((each) => each.analysis_id === 'odds' && each.method.includes('CR3'));
  expect(row?.method).toContain('t with 7 df');
  const half = studentQuantile(0.975, 7) * (row?.standard_error ?? Number.NaN);
  expect(row?.ci_low).toBeCloseTo(Number(row?.value) - half, 10);
});

test('the order of municipalities changes nothing; sums of providers add up, each at its own estimates', async () => {
  const of = async (given: readonly LocalExtract[]) =>
    uncontrolledOutcomes(await evidenceOf(study, context, given, root));
  const turned = rowsOf(study, await of(extracts.toReversed()), context);
  for (const [analysis, ties] of [
    ['cox', 'Efron'],
    ['odds', ''],
  ] as const)
    for (const words of ['by household', 'CR3'])
      expect(relativeError(errorsIn(turned, analysis, words, ties), errors(analysis, words, ties))).toBeLessThan(1e-10);

  const [one, other] = [await of(extracts.slice(0, 4)), await of(extracts.slice(4))];
  const combined = study.analyses.flatMap(
    (_, index) => combineOutcomes([one, other].flatMap((each) => each[index] ?? [])) ?? [],
  );
  const pooled = rowsOf(study, combined, context);
  expect(relativeError(errorsIn(pooled, 'odds', 'by household'), errors('odds', 'by household'))).toBeLessThan(0.02);
  const [row] = pooled.filter((each) => each.analysis_id === 'odds' && each.method.includes('CR3'));
  expect(row?.method).toContain('t with 6 df');
});
