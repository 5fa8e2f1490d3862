/** Bytes and milliseconds of a municipality's page, warm: `node bench/page.ts`. */
import { gzipSync } from 'node:zlib';
import { renderPage } from '../lib/report/page.ts';
import { corpus } from '../test/report/corpus.ts';

const options = { language: 'nl', contact: 'onderzoek@provider.example', openUntil: new Date(0) } as const;
const runs = 200;

const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

for (const [name, release] of corpus) {
  const times: number[] = [];
  let page = '';
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    page = renderPage(release, options);
    times.push(performance.now() - started);
  }
  const bytes = Buffer.byteLength(page);
  const compressed = gzipSync(page).length;
  const row = [name.padEnd(52), bytes, compressed, median(times).toFixed(2), Math.max(...times).toFixed(2)];
  process.stdout.write(`${row.join('\t')}\n`);
}
