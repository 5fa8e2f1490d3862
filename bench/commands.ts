import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Wall seconds and peak memory of the commands a newcomer runs: `node bench/commands.ts`. */
const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-bench-'));

const example = 'studies/effectiveness-2026.yaml';

/** Short commands start as `npx vroegzicht` starts them, launcher included, and once before: the first start compiles. */
const commands: readonly (readonly [name: string, limitSeconds: number, words: readonly string[]])[] = [
  ['vroegzicht --help', 0.5, ['--help']],
  ['study lint, 22 analyses', 0.5, ['study', 'lint', example]],
  ['study plan, 22 analyses', 0.5, ['study', 'plan', example]],
  [
    'study dry-run, notebook on the example workbook (5,501 signals)',
    3,
    [
      'study',
      'dry-run',
      'studies/effectiveness-notebook-2026.yaml',
      '--export',
      'test/reference/bi_export_example.xlsx',
      '--out',
      join(directory, 'dry'),
      '--disclosure',
      'off',
      '--yes',
    ],
  ],
  ['npm start -- --no-serve', 60, ['demo', '--no-serve', '--out', join(directory, 'demo')]],
];

async function peakMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}

async function measure(
  words: readonly string[],
  limitSeconds: number,
): Promise<{ readonly seconds: number; readonly megabytes: number; readonly code: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [limitSeconds < 1 ? 'lib/cli/launch.js' : 'lib/cli/main.ts', ...words], {
    stdio: 'ignore',
  });
  let megabytes = 0;
  const watch = setInterval(
    () => void peakMegabytes(child.pid).then((now) => (megabytes = Math.max(megabytes, now))),
    50,
  );
  const code = await new Promise<number>((done) => child.once('exit', (exit) => done(exit ?? -1)));
  clearInterval(watch);
  return { seconds: (performance.now() - started) / 1000, megabytes, code };
}

for (const [name, limitSeconds, words] of commands) {
  if (limitSeconds < 1) await measure(words, limitSeconds);
  const { seconds, megabytes, code } = await measure(words, limitSeconds);
  const verdict = code !== 0 ? `FAILED with exit code ${code}` : seconds <= limitSeconds ? 'within' : 'OVER';
  console.log(`${name}: ${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB, ${verdict} ${limitSeconds} s`);
}
await rm(directory, { recursive: true });
