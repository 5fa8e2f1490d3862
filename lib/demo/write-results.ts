import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ObjectStore } from '../ports.ts';
import type { Study } from '../protocol/study.ts';
import { openRegister } from '../register/register.ts';
import { allFigures } from '../study/all-figures.ts';
import type { Collected } from '../study/collect.ts';
import { estimatesCsv, estimatesJson } from '../study/estimates-files.ts';
import type { Pooled } from '../study/pool.ts';

/** Everything that a researcher keeps of a study: pooled estimates, figures, envelopes with the keys to verify them. */
export type Results = {
  readonly study: Study;
  readonly pooled: Pooled;
  readonly envelopes: readonly Collected[];
  readonly inbox: ObjectStore;
};

/** Writes the results of a study into a folder and returns the names of the files. */
export async function writeResults(
  directory: string,
  { study, pooled, envelopes, inbox }: Results,
): Promise<readonly string[]> {
  const providers = await openRegister(inbox).providers.list();
  const files: (readonly [string, string])[] = [
    ['estimates.csv', estimatesCsv(pooled.estimates)],
    ['estimates.json', estimatesJson(pooled.estimates)],
    ['study.json', `${JSON.stringify(study, undefined, 2)}\n`],
    ...allFigures(study, pooled.outcomes).map(({ name, svg }) => [`figures/${name}.svg`, svg] as const),
    ...envelopes.map(({ provider, name, text }) => [`envelopes/${provider}/${basename(name)}`, text] as const),
    ...providers.map(
      ({ id, releaseKeys }) => [`keys/${id}.jwks.json`, `${JSON.stringify(releaseKeys, undefined, 2)}\n`] as const,
    ),
  ];
  for (const folder of ['figures', 'envelopes', 'keys'])
    await rm(join(directory, folder), { recursive: true, force: true });
  for (const [name, text] of files) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  return files.map(([name]) => name);
}
