import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';
import { writeMunicipality } from './life-files.ts';
import { startWorld, uploadExport, type World } from './life-world.ts';

/** Who takes part: municipalities of the first provider, one that withdraws, three that join late, and those of the second. */
export type Cast = {
  readonly atA: readonly string[];
  readonly withdrawing: string;
  readonly late: readonly string[];
  readonly atB: readonly string[];
  readonly inhabitants: number;
};

/** A world in which commands are typed and expected to succeed or to be refused. */
export type Life = {
  readonly cast: Cast;
  readonly world: () => World;
  readonly file: (name: string) => string;
  readonly ok: (line: readonly string[], input?: string) => Promise<unknown>;
  /** Exit code and code of the refusal. */
  readonly refused: (line: readonly string[], input?: string) => Promise<readonly [number, string]>;
  /** State of each provider. */
  readonly states: (study: string, researcher: string) => Promise<Readonly<Record<string, string>>>;
  /** Keys of the households that objected. */
  readonly objectors: Set<string>;
  readonly start: () => Promise<void>;
};

export const as = (name: string): readonly string[] => ['--as', name];
/** Words of a line; a word with a space in it is given on its own. */
export const words = (line: string): readonly string[] => line.split(' ');

const Refused = z.object({ error: z.looseObject({ code: z.string() }) });
const States = z.object({ providers: z.array(z.looseObject({ provider: z.string(), state: z.string() })) });

/** Opens the life of a cast; the cloud starts with `start`, the second provider away. */
export function openLife(cast: Cast): Life {
  let started: World | undefined;
  const world = () => {
    if (started === undefined) throw new Error('the world has not started');
    return started;
  };
  const ok: Life['ok'] = async (line, input) => {
    const { code, json, err } = await world().type(line, input);
    const shown = { line: line.join(' '), code, err: code === 0 ? '' : `${err}${JSON.stringify(json)}` };
    expect(shown).toEqual({ line: line.join(' '), code: 0, err: '' });
    return json;
  };
  return {
    cast,
    world,
    ok,
    file: (name) => join(world().directory, name),
    refused: async (line, input) => {
      const { code, json } = await world().type(line, input);
      return [code, Refused.parse(json).error.code];
    },
    states: async (study, researcher) => {
      const { providers } = States.parse(await ok([...words(`study status ${study}`), ...as(researcher)]));
      return Object.fromEntries(providers.map(({ provider, state }) => [provider, state]));
    },
    objectors: new Set(),
    start: async () => {
      started = await startWorld({ away: ['provider-b'] });
    },
  };
}

/** Registers municipalities at the first provider and uploads their workbooks. */
export async function joinAtA({ cast, world, file, ok }: Life, codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    const path = await writeMunicipality(world().directory, code);
    const annex = ['--annex', file(`bijlage-${code}.md`)];
    await ok([...words('provider municipality add'), path, ...annex, ...as('provider-a')]);
    await uploadExport(world(), 'provider-a', { code, inhabitants: cast.inhabitants });
  }
}

/** Keeps what a command printed as a file of the world. */
export async function keep({ file, ok }: Life, line: readonly string[], name: string): Promise<void> {
  await writeFile(file(name), JSON.stringify(await ok(line)));
}
