import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { testsOf, withoutMutants } from './mutation-tests.ts';

// Changes the disclosure rules one operator at a time and counts which changes a test notices; each file is judged by the tests that are
// about it (bench/mutation-tests.ts). What was judged before and has not changed is not judged again: an interrupted run goes on.
// npm run mutate [-- --only leverage,checks]
const limitPercent = 95;
const folder = 'lib/disclosure';
const { values } = parseArgs({ options: { only: { type: 'string' } } });

const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          status: z.string(),
          mutatorName: z.string(),
          replacement: z.string(),
          location: z.object({ start: z.object({ line: z.number() }) }),
        }),
      ),
    }),
  ),
});

/** Mutants of one file that count: those that compile and were not left out. */
async function mutantsOf(name: string, tests: readonly string[]) {
  const report = '.stryker/mutation.json';
  await rm(report, { force: true });
  const options = ['run', '--mutate', `${folder}/${name}.ts`, '--reporters', 'json', '--logLevel', 'error'];
  const known = `.stryker/known/${name.replaceAll('/', '-')}.json`;
  const program = 'node_modules/@stryker-mutator/core/bin/stryker.js';
  const child = spawn(process.execPath, [program, ...options, '--incrementalFile', known], {
    env: { ...process.env, MUTATE_TESTS: tests.map((each) => `test/disclosure/${each}.test.ts`).join(',') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'exit');
  const { files } = Report.parse(JSON.parse(await readFile(report, 'utf8')));
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  return mutants.filter(({ status }) => !['CompileError', 'RuntimeError', 'Ignored'].includes(status));
}

const found = await readdir(folder, { recursive: true });
const names = found.flatMap((path) => (path.endsWith('.ts') ? [path.slice(0, -3)] : [])).toSorted();
const only = values.only?.split(',');
await mkdir('.stryker/known', { recursive: true });
let [noticed, all] = [0, 0];
for (const name of names.filter((each) => !withoutMutants.has(each) && (only?.includes(each) ?? true))) {
  const tests = testsOf[name];
  if (tests === undefined) throw new TypeError(`${folder}/${name}.ts is not in bench/mutation-tests.ts`);
  const mutants = await mutantsOf(name, tests);
  const left = mutants.filter(({ status }) => !['Killed', 'Timeout'].includes(status));
  const score = (100 * (mutants.length - left.length)) / mutants.length;
  noticed += mutants.length - left.length;
  all += mutants.length;
  console.log(`${name} · ${score.toFixed(1)}% of ${mutants.length}${score < limitPercent ? ' · MISSED' : ''}`);
  for (const { location, mutatorName, replacement } of score < limitPercent ? left : [])
    console.log(`  line ${location.start.line}: ${mutatorName}, ${replacement.slice(0, 80)}`);
  if (!(score >= limitPercent)) process.exitCode = 1;
}
console.log(`all · ${((100 * noticed) / all).toFixed(1)}% of ${all}`);
