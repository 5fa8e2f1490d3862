import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChainedEvent } from '../../lib/audit/event.ts';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import type { ObjectionRequest } from '../../lib/ingest-export/objection-request.ts';
import { type ObjectionEntry, readObjections } from '../../lib/register/objections.ts';
import { openRegister } from '../../lib/register/register.ts';
import { canonicalBytes, sha256 } from '../../lib/signing/canonical.ts';
import { ddasCase, ddasDelivery, ddasFile, ddasSignal } from './delivery.ts';
import { municipality } from './protocol.ts';
import { newWorld, send, type World } from './world.ts';

const code = '0518';
const residents = [1, 2, 3, 4, 5, 6];
const signalOf = (resident: number): string => `VS-${resident}`;

const signals = residents.map((resident) => ddasSignal({ ID: signalOf(resident) }, { Huisnummer: String(resident) }));
const cases = residents.map((resident) => ddasCase({ vroegsignalen: [{ ID: signalOf(resident) }] }));
const exported = Buffer.from(JSON.stringify(ddasFile([ddasDelivery(code, signals, cases)])));

const objectionId = (digit: string): string => `objection-${digit.repeat(32)}`;

async function handIn(world: World, digit: string, request: Pick<ObjectionRequest, 'purpose' | 'about'>) {
  const id = objectionId(digit);
  const content = { schema: 'vroegzicht-objection-request/1', id, ...request };
  await world.buckets.inbox.create(`${code}/${id}.json`, canonicalBytes(content));
}

const home = (resident: number) =>
  ({ by: 'address', postcode: '1234AB', number: String(resident), suffix: 'A' }) as const;

/** A resident objects by address. */
export const objectByAddress = async (world: World, digit: string, resident: number): Promise<void> =>
  await handIn(world, digit, { purpose: 'object', about: home(resident) });

/** A provider with one municipality; an objection, an export, a file that nobody can read and a poisoned message came in. */
export async function intakeWorld(): Promise<World> {
  const world = await newWorld('2026-07-01T10:00:00.000Z');
  await openRegister(world.buckets.register).municipalities.create(municipality(code));
  await objectByAddress(world, '1', 1);
  await world.buckets.inbox.create(`${code}/synthetic-broken.xlsx`, Buffer.from('no workbook'));
  await world.buckets.inbox.create(`${code}/synthetic-export.json`, exported);
  send(world, 'ingest-export', 'no notification', 's3');
  return world;
}

/** Somebody objects by a signal, somebody asks what is held, somebody unknown objects; a poisoned message stands among them. */
export async function objectAndAsk(world: World): Promise<void> {
  await handIn(world, '2', { purpose: 'object', about: { by: 'signal', value: signalOf(2) } });
  await handIn(world, '3', { purpose: 'inspect', about: home(3) });
  await handIn(world, '4', { purpose: 'object', about: home(99) });
  send(world, 'erase-household', 'no notification', 's3');
}

/** What counts after everything has come to rest; two worlds in which the same came in must be alike in it. */
export async function intakeOutcome(world: World) {
  const { inbox, extracts, register, ledger } = world.buckets;
  const tables = [...extracts.objects].filter(([key]) => /\.parquet$|manifest|current/.test(key));
  const entries = await readObjections(register, code);
  return {
    inbox: [...inbox.objects.keys()],
    extracts: tables.map(([key, { body }]) => `${key} ${sha256(body)}`).toSorted(),
    objections: entries.map(asFarAsItMatters).toSorted(byId),
    deadLetters: world.dead.length,
    chain: (await verifyChain(ledger)).findings,
    recorded: [...new Set(eventsOf(world).map(withoutNumber))].toSorted(),
    tooOften: [...Map.groupBy(eventsOf(world), (event) => event)].filter(([, times]) => times.length > 2),
  };
}

const byId = (one: { readonly id: string }, other: { readonly id: string }): number => one.id.localeCompare(other.id);

/** The first objection and the export may overtake each other: its household is left out of the export or erased from it. */
const asFarAsItMatters = ({ id, state, held, households }: ObjectionEntry) =>
  id === objectionId('1') && state !== 'received'
    ? { id, state: 'settled', held: null, households }
    : { id, state, held, households };

const withoutNumber = (event: string): string =>
  event
    .replace(/queue-message\/\S+/, 'queue-message')
    .replace(`${objectionId('1')} not-found`, `${objectionId('1')} erased`);

/** What the audit chain says happened. */
const eventsOf = ({ buckets }: World): readonly string[] =>
  [...buckets.ledger.objects.keys()].map((key) => {
    const { action, object, result } = ChainedEvent.parse(JSON.parse(buckets.ledger.text(key) ?? '{}'));
    return `${action} ${object} ${result}`;
  });

/** Where rows of the residents are left, in whatever version of a table; empty when they are gone. */
export async function traces(world: World, ...gone: readonly number[]): Promise<readonly string[]> {
  const { extracts } = world.buckets;
  const versions = [...[...extracts.objects].map(([key, object]) => ({ key, object })), ...extracts.earlier].filter(
    ({ key }) => key.endsWith('signals.parquet') || key.endsWith('signal_cases.parquet'),
  );
  const sandbox = await openSandbox({ directory: world.directory, memoryMegabytes: 128, threads: 1 });
  const found: string[] = [];
  for (const [index, { key, object }] of versions.entries()) {
    const path = join(world.directory, `trace-${world.sequence}-${index}.parquet`);
    await writeFile(path, object.body);
    const column = key.endsWith('signals.parquet') ? 'signal_id' : 'case_id';
    const rows = await sandbox.rows(`SELECT ${column} AS id FROM read_parquet('${path}')`);
    const expected = residents.length - gone.length;
    if (rows.length !== expected || gone.some((resident) => rows.some(({ id }) => id === signalOf(resident))))
      found.push(`${key} holds ${rows.length} rows instead of ${expected}`);
  }
  sandbox.close();
  return found;
}
