import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildCache, filesIn, forgetOldBuilds, projectRoot, sourceDigest } from '../kept-builds.ts';

const functions = join(projectRoot, 'functions');

/** The program of a thread that runs a function. */
export const workerFile = new URL('./worker.ts', import.meta.url).href;

const sources = (): readonly string[] => [
  ...['functions', 'lib'].flatMap((name) => filesIn(join(projectRoot, name))),
  join(projectRoot, 'package-lock.json'),
];

let bundles: Promise<string | undefined> | undefined;

/**
 * The bundle of a file of functions/, or of the program of a thread, with parts that they share: as cdk/ bundles them for Lambda, but readable.
 * A thread starts in a third of the time. Bundles are kept in node_modules/.cache until a source changes. Any other file, and all of them
 * where esbuild is not installed, stays as it is.
 */
export async function bundledFile(file: string): Promise<string> {
  if (!file.startsWith(pathToFileURL(functions).href) && file !== workerFile) return file;
  bundles ??= bundle(join(buildCache, `functions-${sourceDigest(sources())}`));
  const directory = await bundles;
  if (directory === undefined) return file;
  return pathToFileURL(join(directory, `${basename(fileURLToPath(file), '.ts')}.mjs`)).href;
}

const filesOfFunctions = (): readonly string[] =>
  readdirSync(functions)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(functions, name));

/** Bundles into a folder; two processes that do so at the same time leave one of their folders, which are alike. */
async function bundle(directory: string): Promise<string | undefined> {
  if (existsSync(directory)) return directory;
  const esbuild = await import('esbuild').catch(() => undefined);
  if (esbuild === undefined) return undefined;
  const draft = join(buildCache, `draft-${randomBytes(8).toString('hex')}`);
  mkdirSync(draft, { recursive: true });
  await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: [...filesOfFunctions(), fileURLToPath(workerFile)],
    entryNames: '[name]',
    outdir: draft,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    keepNames: true,
    external: ['@duckdb/*', 'highs'],
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  try {
    renameSync(draft, directory);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(directory)) throw error;
  }
  forgetOldBuilds(/^functions-[0-9a-f]{32}$/);
  return directory;
}
