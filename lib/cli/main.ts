import './without-locales.ts';
import { text } from 'node:stream/consumers';
import packageJson from '../../package.json' with { type: 'json' };
import { commandEntries } from './registry.ts';
import { runCommandLine } from './run.ts';

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 3);
  });

process.exitCode = await runCommandLine(process.argv.slice(2), {
  entries: commandEntries,
  version: packageJson.version,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  directory: process.cwd(),
  now: () => performance.now(),
  readInput,
});

/** Standard input to its end; a person at a terminal is told how to end it. */
async function readInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Type or paste the input, then press Ctrl-D:\n');
  return await text(process.stdin);
}
