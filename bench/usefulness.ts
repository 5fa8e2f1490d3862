import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EstimateRow } from '../lib/protocol/estimate.ts';
import { normalQuantile, normalTails } from '../lib/statistics/distributions/normal.ts';
import { readStudyFile } from '../lib/study/study-file.ts';
import { gateExtracts } from './gate-extracts.ts';
import { gateStudy } from './gate-study.ts';

// What the gate leaves of the honest study (ruling: 90 percent of the registered estimates, error below 0.25 standard errors, 95 percent
// coverage), beside naive suppression. Error: released less exact, in standard errors of the exact estimate. Coverage: rounding has no
// chance in it, so it is the share of truths that the released interval takes in, where the exact interval takes in 95 percent.
// With several seeds also the root mean square of the error of each registered estimate over as many data sets.
// node bench/usefulness.ts [--municipalities 40] [--seeds 7,8] [--study FILE] [--keep FOLDER]
const { values } = parseArgs({
  options: {
    municipalities: { type: 'string', default: '40' },
    study: { type: 'string', default: 'studies/effectiveness-2026.yaml' },
    seeds: { type: 'string', default: '7' },
    keep: { type: 'string' },
  },
});

/** Standard errors that the rules may cost an estimate. */
const largestError = 0.25;

const key = (row: EstimateRow) => `${row.analysis_id}|${row.measure}|${row.group}|${row.time_days}|${row.method}`;
const isNumber = (row: EstimateRow) => typeof row.value === 'number';
const median = (sorted: readonly number[]) => sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
const percent = (part: number, all: number) => (all === 0 ? '-' : `${((100 * part) / all).toFixed(0)}%`);
const two = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? '-' : value.toFixed(2));

/** Released less exact in standard errors of the exact estimate; undefined without a standard error. */
function errorOf(right: EstimateRow, row: EstimateRow): number | undefined {
  if (typeof right.value !== 'number' || typeof row.value !== 'number' || !right.standard_error) return undefined;
  return Math.abs(row.value - right.value) / right.standard_error;
}

/** Share of truths inside the released interval; either side of the exact one is as long as its distance to the estimate says. */
function coverageOf(right: EstimateRow, row: EstimateRow): number | undefined {
  const { value, ci_low: low, ci_high: high } = right;
  if (typeof value !== 'number' || low === null || high === null || row.ci_low === null || row.ci_high === null)
    return undefined;
  if (!(low < value && value < high)) return undefined;
  const score = (bound: number) =>
    (normalQuantile(0.975) * (bound - value)) / (bound >= value ? high - value : value - low);
  return normalTails(score(row.ci_high)).lower - normalTails(score(row.ci_low)).lower;
}

type Tables = Pick<Awaited<ReturnType<typeof gateStudy>>, 'exact' | 'naive' | 'primary' | 'released'>;

function summary(tables: Tables, isIn: (row: EstimateRow) => boolean) {
  const exact = tables.exact.filter((row) => isIn(row) && isNumber(row));
  const found = new Map(tables.released.filter(isNumber).map((row) => [key(row), row] as const));
  const pairs = exact.flatMap((right) => {
    const row = found.get(key(right));
    return row === undefined ? [] : [[right, row] as const];
  });
  const shown = (rows: readonly EstimateRow[]) => {
    const keys = new Set(rows.filter(isNumber).map(key));
    return exact.filter((row) => keys.has(key(row))).length;
  };
  const errors = pairs.flatMap(([right, row]) => errorOf(right, row) ?? []).toSorted((a, b) => a - b);
  const coverages = pairs.flatMap(([right, row]) => coverageOf(right, row) ?? []).toSorted((a, b) => a - b);
  return {
    all: exact.length,
    naive: shown(tables.naive),
    primary: shown(tables.primary),
    released: pairs.length,
    errors,
    coverages,
  };
}

function line(name: string, { all, naive, primary, released, errors, coverages }: ReturnType<typeof summary>): string {
  const mean = coverages.reduce((sum, each) => sum + each, 0) / coverages.length;
  const shares = [percent(naive, all), percent(all - primary, all), percent(released, all)];
  return `${name} · ${[all, ...shares, two(median(errors)), two(errors.at(-1)), percent(errors.filter((each) => each < largestError).length, errors.length), two(mean), two(coverages[0])].join(' · ')}`;
}

const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-usefulness-'));
const root = values.keep ?? directory;
const study = await readStudyFile(values.study);
const primary: ReadonlySet<string> = new Set(study.primary);
const isRegistered = (row: EstimateRow) => primary.has(row.analysis_id);
const seeds = values.seeds.split(',').map(Number);
const errors = new Map<string, number[]>();

/** The table of one data set. */
function report(gated: Awaited<ReturnType<typeof gateStudy>>, seed: number): void {
  console.log(
    `seed ${seed} · estimates · shown by naive suppression · withheld by the primary rules · released · median error · largest error · below 0.25 · mean coverage · least coverage`,
  );
  for (const { id } of study.analyses)
    console.log(
      line(
        `${primary.has(id) ? '*' : ' '} ${id}`,
        summary(gated, (row) => row.analysis_id === id),
      ),
    );
  console.log(line('registered (*)', summary(gated, isRegistered)));
  console.log(
    line(
      'others',
      summary(gated, (row) => !isRegistered(row)),
    ),
  );
  const { populations, solves } = gated.certificate;
  console.log(
    `gate ${gated.milliseconds} ms, ${solves} programmes; all exact ${populations.every((each) => each.exact)}, all finished ${populations.every((each) => each.finished)}`,
  );
}

/** Keeps the errors of the registered estimates of one data set. */
function note({ exact, released }: Tables): void {
  const found = new Map(released.filter(isNumber).map((row) => [key(row), row] as const));
  for (const right of exact.filter(isRegistered)) {
    const row = found.get(key(right));
    const error = row === undefined ? undefined : errorOf(right, row);
    if (error !== undefined) errors.set(key(right), [...(errors.get(key(right)) ?? []), error]);
  }
}

const rootMeanSquare = (all: readonly number[]) =>
  Math.sqrt(all.reduce((sum, each) => sum + each ** 2, 0) / all.length);
try {
  for (const seed of seeds) {
    const extracts = await gateExtracts(Number(values.municipalities), root, seed);
    const gated = await gateStudy(study, extracts, root);
    report(gated, seed);
    note(gated);
  }
  if (seeds.length > 1) {
    const each = [...errors]
      .map(([name, all]) => ({ name, size: rootMeanSquare(all) }))
      .toSorted((a, b) => b.size - a.size);
    console.log(
      `root mean square of the error of each registered estimate over ${seeds.length} data sets: largest ${two(each[0]?.size)} (${each[0]?.name}), below ${largestError} for ${percent(each.filter(({ size }) => size < largestError).length, each.length)} of ${each.length}; over all ${two(rootMeanSquare([...errors.values()].flat()))}`,
    );
    for (const { name, size } of each.filter((one) => one.size >= 0.15)) console.log(`  ${two(size)} ${name}`);
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
