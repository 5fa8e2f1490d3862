import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import * as z from 'zod';

const require = createRequire(import.meta.url);
const packageFolder = resolve(dirname(require.resolve('@sparticuz/chromium')), '..');
const cache = resolve('node_modules/.cache/vroegzicht');
const debianPackages = 'libnss3 libnspr4 libexpat1 fonts-dejavu-core';

const flags = [
  '--single-process',
  '--no-zygote',
  '--in-process-gpu',
  '--disable-gpu',
  '--disable-software-rasterizer',
  '--font-render-hinting=none',
];

/** Starts the Chromium that npm installed; where it cannot, the error names the Debian packages that it needs. */
export async function openBrowser(): Promise<Browser> {
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  try {
    const env = await environmentFor(executablePath, folder);
    return await chromium.launch({ executablePath, args: flags, chromiumSandbox: false, env });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Chromium cannot start; install the Debian packages ${debianPackages}\n${reason}`, {
      cause: error,
    });
  }
}

/** Folder with the unpacked browser, made once per version; a half-made one never gets the name. */
async function unpacked(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const folder = join(cache, `chromium-${z.object({ version: z.string() }).parse(manifest).version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const partial = await mkdtemp(join(cache, 'unpacking-'));
  await inInflateFolder(partial, async (inflate) => {
    const archives = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'];
    for (const archive of archives) await inflate(join(packageFolder, 'bin', archive));
  });
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

/** The package unpacks into the temporary folder of the process: point that elsewhere for the moment. */
async function inInflateFolder(
  folder: string,
  work: (inflate: (archive: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { inflate } = await import('@sparticuz/chromium');
    await work(inflate);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** Where the system lacks a library or fonts, those in the package serve. */
async function environmentFor(executable: string, folder: string): Promise<Record<string, string>> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const found = await promisify(execFile)('ldd', [executable]).catch(() => ({ stdout: 'not found' }));
  const libraries = found.stdout.includes('not found') ? { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } : {};
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  return { ...z.record(z.string(), z.string()).parse(Object.fromEntries(inherited)), ...libraries, ...fonts };
}
