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
});
