import type { LocalExtract } from '../../lib/dataset/catalogue.ts';
import { Study } from '../../lib/protocol/study.ts';
import { chainOf, roundTaskId } from '../../lib/rounds/chain.ts';
import { studyDigest } from '../../lib/signing/canonical.ts';
import { driveRounds, type RoundsResult } from '../../lib/study/rounds.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';
import { copyOf, equip, network, now, type Party, party, researcherId, trust } from './parties.ts';

/** A study with two models in rounds. */
export const study = Study.parse({
  schema: 'vroegzicht-study/1',
  study: 'rounds-2026',
  version: 1,
  title: 'Return by arrears',
  researchers: [{ id: researcherId, name: 'A. Researcher' }],
  purpose: 'reach',
  ladderDays: [[28, 45, 75, 105], [45, 105], [105]],
  analyses: [{ id: 'signals', analysis: 'table', unit: 'signals', by: [], measures: [{ measure: 'count' }] }],
  models: [
    {
      id: 'return',
      model: 'cox-rounds',
      unit: 'signal-spells',
      terms: [{ variable: 'arrears-euro', transform: 'log1p' }, { variable: 'age-years' }],
    },
    {
      id: 'reached',
      model: 'glm-rounds',
      family: 'logistic',
      unit: 'cases',
      outcome: 'reached',
      success: ['yes'],
      terms: [{ variable: 'days-to-close' }],
    },
  ],
});

/** Extracts of seven municipalities and the keys of two providers: what every world of a test file shares. */
export async function prepare() {
  const root = await extractFolder();
  const codes = Array.from({ length: 7 }, (_, index) => String(9101 + index));
  const extracts: readonly LocalExtract[] = await Promise.all(
    codes.map(
      async (code, index) => await writeExtract(root, code, municipalityRows(code, 170 + 10 * index, 41 + index)),
    ),
  );
  return { root, extracts, keys: await Promise.all(['provider-a', 'provider-b'].map(party)) };
}

export type Prepared = Awaited<ReturnType<typeof prepare>>;

/** Two providers with fresh buckets; three and four municipalities, unless told otherwise. */
export async function start(
  { root, extracts, keys }: Prepared,
  { second = 7, release = 'automatic' }: { readonly second?: number; readonly release?: 'automatic' | 'review' } = {},
) {
  const [a, b] = keys.map(copyOf);
  if (a === undefined || b === undefined) throw new Error('two parties are needed');
  await equip(a, { others: [b], extracts: extracts.slice(0, 3), study, release });
  await equip(b, { others: [a], extracts: extracts.slice(3, second), study, release });
  const net = network([a, b], root);
  await trust(net.inbox, [a, b]);
  return { a, b, ...net };
}

/** A copy of a world, in which the network holds nothing back. */
export function copyOfWorld(world: World, root: string): World {
  const [a, b] = [copyOf(world.a), copyOf(world.b)];
  return { a, b, ...network([a, b], root, world.inbox) };
}

export type World = Awaited<ReturnType<typeof start>>;

export const providers = (world: World) => [world.a.id, world.b.id];
/** Works off the messages at every look; throws when it looked often enough, as if the driver were killed. */
export const patience = (world: World, looks = 40) => {
  let left = looks;
  return {
    until: new Date(now.getTime() + 1),
    pause: async () => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      await world.pump();
    },
  };
};

/** Drives a model; stops after so many looks. */
export async function drive(world: World, model = 'return', looks?: number): Promise<RoundsResult> {
  const request = { study, model, providers: providers(world), attempt: 1 };
  return await driveRounds(request, world.desk, patience(world, looks));
}

export const chain = (world: World, model = 'return') =>
  chainOf({ studyDigest: studyDigest(study), model, researcher: researcherId, parties: providers(world), attempt: 1 });

/** The delivered file of a provider for a round. */
export function delivered(world: World, from: Party, round: number, model = 'return'): string {
  const folder = `verified/${from.id}/${roundTaskId(chain(world, model), round)}/`;
  const name = [...world.inbox.objects.keys()].find((key) => key.startsWith(folder));
  return world.inbox.text(name ?? '') ?? '';
}
