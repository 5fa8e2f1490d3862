import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { filesIn } from '../lib/local/kept-builds.ts';

// Size of each function's bundle, and what importing it costs in a new process.
// npx cdk synth --quiet --no-lookups && node bench/cold-starts.ts [--assembly cdk.out] [--runs 5]
const { values } = parseArgs({
  options: { assembly: { type: 'string', default: 'cdk.out' }, runs: { type: 'string', default: '5' } },
});
const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.object({ FunctionName: z.unknown().optional() }).optional(),
      Metadata: z.object({ 'aws:asset:path': z.string().optional() }).optional(),
    }),
  ),
});
const median = (numbers: readonly number[]) =>
  numbers.toSorted((first, second) => first - second)[numbers.length >> 1] ?? 0;
const program = `const start = performance.now(); await import(process.argv[1]);
console.log(JSON.stringify([performance.now() - start, process.memoryUsage().rss]));`;

const assets = readdirSync(values.assembly)
  .filter((name) => name.endsWith('.template.json'))
  .flatMap((name) =>
    Object.values(Template.parse(JSON.parse(readFileSync(join(values.assembly, name), 'utf8'))).Resources),
  )
  .flatMap(({ Type, Properties, Metadata }) =>
    Type === 'AWS::Lambda::Function'
      ? [{ name: String(Properties?.FunctionName), path: join(values.assembly, Metadata?.['aws:asset:path'] ?? '') }]
      : [],
  );
console.log('| function | asset | own code | import, median | memory after it |\n| --- | --- | --- | --- | --- |');
for (const { name, path } of assets) {
  const code = join(path, 'index.mjs');
  const runs = Array.from({ length: Number(values.runs) }, () =>
    z
      .tuple([z.number(), z.number()])
      .parse(
        JSON.parse(
          execFileSync(process.execPath, ['--input-type=module', '-e', program, pathToFileURL(code).href]).toString(),
        ),
      ),
  );
  const megabytes = (bytes: number, digits: number) => `${(bytes / 1e6).toFixed(digits)} MB`;
  const whole = filesIn(path).reduce((sum, file) => sum + statSync(file).size, 0);
  const time = `${median(runs.map(([milliseconds]) => milliseconds)).toFixed(0)} ms`;
  const memory = megabytes(median(runs.map(([, bytes]) => bytes)), 0);
  console.log(`| ${name} | ${megabytes(whole, 1)} | ${megabytes(statSync(code).size, 2)} | ${time} | ${memory} |`);
}
