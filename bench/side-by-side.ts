import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import * as z from 'zod';
import { EstimateRow } from '../lib/protocol/estimate.ts';
import { generateMunicipality } from '../lib/synthetic/generate.ts';
import { writeWorkbook } from '../lib/synthetic/workbook.ts';

// The notebook study on a workbook, ingest included, beside the same analyses in pandas and statsmodels, in one run.
// node bench/side-by-side.ts [--python python3] [--runs 3] [--inhabitants N]: fastest of the runs of each, and whether both give the same
// numbers; on the example workbook, or on an invented one of a place with so many inhabitants.
const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    runs: { type: 'string', default: '3' },
    inhabitants: { type: 'string' },
  },
});
const run = promisify(execFile);
const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-side-'));
const workbook = await workbookOf(values.inhabitants);

const Fit = z.object({ n: z.number(), coef: z.array(z.number()), se: z.array(z.number()), loglik: z.number() });
const Notebook = z.object({
  signals: z.object({ total: z.number(), by_month: z.record(z.string(), z.number()) }),
  survival: z.object({
    overall: z.record(z.string(), z.number()),
    arms: z.record(z.string(), z.object({ return_at: z.record(z.string(), z.number()) })),
    logrank: z.object({ chi2: z.number(), p: z.number() }),
  }),
  cox_arm_breslow: Fit,
  cox_arm_efron: Fit,
  cox_forwarding_breslow: Fit,
  cox_forwarding_efron: Fit,
  cox_speed_breslow: Fit,
  cox_speed_efron: Fit,
  households: z.object({ mean: z.number() }),
  seconds: z.object({ import: z.number(), read: z.number(), analyse: z.number() }),
});
type Notebook = z.infer<typeof Notebook>;

const arms = { A_not_reached: 'not-reached', B_refused: 'declined', C_accepted: 'accepted' } as const;

/** Every number of the notebook with its place in our table. */
function pairsOf(notebook: Notebook, rows: readonly EstimateRow[]): readonly (readonly [string, number, unknown])[] {
  const find = (analysis: string, measure: string, group: string, days: number | null = null) =>
    rows.find(
      (row) => row.analysis_id === analysis && row.measure === measure && row.group === group && row.time_days === days,
    )?.value;
  const { signals, survival, households } = notebook;
  const curve = (analysis: string, group: string, at: Readonly<Record<string, number>>) =>
    Object.entries(at).map(
      ([day, value]) =>
        [`${analysis} ${group} ${day}`, value, find(analysis, 'cumulative-incidence', group, Number(day))] as const,
    );
  const cox = (analysis: string, ties: 'Breslow' | 'Efron', fit: z.infer<typeof Fit>) => {
    const own = rows.filter((row) => row.analysis_id === analysis && row.method.startsWith(`Cox, ${ties} ties`));
    const coefficients = own.filter((row) => row.measure === 'coefficient');
    const name = `${analysis} ${ties}`;
    return [
      ...fit.coef.map((value, index) => [`${name} coefficient`, value, coefficients[index]?.value] as const),
      ...fit.se.map((value, index) => [`${name} error`, value, coefficients[index]?.standard_error] as const),
      [name, fit.loglik, own.find((row) => row.measure === 'log-likelihood')?.value] as const,
    ];
  };
  return [
    ['signals', signals.total, find('signals-total', 'count', '')],
    ...Object.entries(signals.by_month).map(
      ([month, value]) => [month, value, find('signals-by-month', 'count', `signal-month=${month}`)] as const,
    ),
    ['signals a household', households.mean, find('signals-per-household', 'mean', '')],
    ...curve('return-overall', '', survival.overall),
    ...Object.entries(arms).flatMap(([name, arm]) =>
      curve('return-by-arm', `contact-arm=${arm}`, survival.arms[name]?.return_at ?? {}),
    ),
    ['log-rank', survival.logrank.chi2, find('return-by-arm', 'chi-square', '')],
    ['log-rank p', survival.logrank.p, find('return-by-arm', 'p-value', '')],
    ...cox('cox-return-by-arm', 'Breslow', notebook.cox_arm_breslow),
    ...cox('cox-return-by-arm', 'Efron', notebook.cox_arm_efron),
    ...cox('cox-return-by-forwarding', 'Breslow', notebook.cox_forwarding_breslow),
    ...cox('cox-return-by-forwarding', 'Efron', notebook.cox_forwarding_efron),
    ...cox('cox-return-by-speed', 'Breslow', notebook.cox_speed_breslow),
    ...cox('cox-return-by-speed', 'Efron', notebook.cox_speed_efron),
  ];
}

/** The example, or an invented workbook of a place with so many inhabitants. */
async function workbookOf(inhabitants: string | undefined): Promise<string> {
  if (inhabitants === undefined) return 'test/reference/bi_export_example.xlsx';
  const place = { seed: 5, code: '9001', name: 'Voorbeeld', inhabitants: Number(inhabitants) };
  const path = join(directory, 'workbook.xlsx');
  await writeWorkbook(generateMunicipality({ ...place, until: '2026-06-30', months: 14 }), path, { clean: true });
  return path;
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ seconds: number; result: Result }> {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1000, result };
}

async function inPandas(): Promise<Notebook> {
  const { stdout } = await run(values.python, ['bench/notebook_pandas.py', workbook], { maxBuffer: 1e8 });
  return Notebook.parse(JSON.parse(stdout));
}

async function inVroegzicht(out: string): Promise<readonly EstimateRow[]> {
  const study = 'studies/effectiveness-notebook-2026.yaml';
  const words = ['study', 'dry-run', study, '--export', workbook, '--out', out, '--disclosure', 'off', '--yes'];
  await run(process.execPath, ['lib/cli/launch.js', ...words], { maxBuffer: 1e8 });
  return z.array(EstimateRow).parse(JSON.parse(await readFile(join(out, 'estimates.json'), 'utf8')));
}

const stop = (text: string): never => {
  console.error(text);
  process.exit(1);
};

await run(values.python, ['-c', 'import pandas, statsmodels, openpyxl']).catch(() =>
  stop(
    `${values.python} with pandas, statsmodels and openpyxl is not there: install them, or name another with --python`,
  ),
);
try {
  const runs = Array.from({ length: Math.max(1, Number(values.runs)) });
  const [pandas, own]: [number[], number[]] = [[], []];
  let [different, compared, silent] = [0, 0, 0];
  for (const _ of runs) {
    const notebook = await timed(inPandas);
    const ours = await timed(() => inVroegzicht(directory));
    pandas.push(notebook.seconds);
    own.push(ours.seconds);
    // on an invented workbook there is no value here after the last day of follow-up, where the notebook draws its curve on
    const all = pairsOf(notebook.result, ours.result);
    const pairs = all.filter(([, , other]) => other !== null || values.inhabitants === undefined);
    compared = pairs.length;
    silent = all.length - compared;
    for (const [name, one, other] of pairs)
      if (typeof other !== 'number' || Math.abs(one - other) > 1e-8 * Math.max(1, Math.abs(one))) {
        different += 1;
        console.error(`${name}: ${one} in pandas, ${String(other)} here`);
      }
    const { import: load, read, analyse } = notebook.result.seconds;
    console.log(
      `pandas and statsmodels ${notebook.seconds.toFixed(1)} s (start ${load.toFixed(1)}, read ${read.toFixed(1)}, analyse ${analyse.toFixed(1)}); study dry-run ${ours.seconds.toFixed(1)} s`,
    );
  }
  const factor = Math.min(...pandas) / Math.min(...own);
  console.log(
    `${compared} numbers compared, ${different} differ by more than 1e-8, ${silent} lie after the follow-up; ${factor.toFixed(1)} times faster (goal 10)`,
  );
  if (different > 0) process.exitCode = 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}
