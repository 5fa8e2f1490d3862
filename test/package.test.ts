import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';

const Versions = z.record(z.string(), z.string());
const Package = z.object({ dependencies: Versions, devDependencies: Versions });
const Lock = z.object({ packages: z.record(z.string(), z.object({ optionalDependencies: Versions.optional() })) });
const read = (path: string) => readFile(path, 'utf8');

test('every version is exact', async () => {
  const { dependencies, devDependencies } = Package.parse(JSON.parse(await read('package.json')));
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([name, version]) => !/^\d+\.\d+\.\d+(-r\.\d+)?$/.test(version) && name !== '',
  );
  expect(loose).toEqual([]);
});

test('the lock file names the binaries of every platform, so that npm ci works on each', async () => {
  const { packages } = Lock.parse(JSON.parse(await read('package-lock.json')));
  const known = Object.keys(packages);
  const missing = Object.values(packages)
    .flatMap((each) => Object.keys(each.optionalDependencies ?? {}))
    .filter((name) => !known.some((key) => key.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});

test('nothing that is shipped has a licence that asks for more than a notice', async () => {
  const { dependencies } = Package.parse(JSON.parse(await read('package.json')));
  const licences = await Promise.all(
    Object.keys(dependencies).map(
      async (name) =>
        [
          name,
          z.object({ license: z.string() }).parse(JSON.parse(await read(`node_modules/${name}/package.json`))).license,
        ] as const,
    ),
  );
  expect(
    licences.filter(([, licence]) => !['MIT', 'Apache-2.0', 'ISC', 'BSD-3-Clause', 'BSD-2-Clause'].includes(licence)),
  ).toEqual([
    // a font, and a renderer used unchanged by the researcher's commands alone: ADR 0013
    ['@expo-google-fonts/source-sans-3', 'MIT AND OFL-1.1'],
    ['@resvg/resvg-wasm', 'MPL-2.0'],
  ]);
});

test.each(['README.md', 'docs/SECURITY.md', 'docs/GLOSSARY.md', 'docs/decisions/README.md'])(
  'every path that %s names exists',
  async (document) => {
    const text = await read(document);
    const inText = [
      ...text.matchAll(
        /(?:lib|test|functions|cdk|studies|bench|docs)\/[\w./-]*[\w-](?:\.(?:ts|md|yaml|json|xlsx|js))?/g,
      ),
    ].map(([path]) => path);
    const links = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path]) =>
      document.startsWith('docs/decisions') ? `docs/decisions/${path}` : (path ?? ''),
    );
    expect([...inText, ...links].filter((path) => !existsSync(path))).toEqual([]);
  },
);

test('the readme is short', async () => {
  expect((await read('README.md')).split('\n').length).toBeLessThanOrEqual(121);
});
