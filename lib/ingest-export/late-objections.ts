import * as z from 'zod';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { MunicipalityCode } from '../protocol/identifiers.ts';
import { readJson } from '../register/collection.ts';
import { type ObjectionEntry, readObjections, reopenObjections } from '../register/objections.ts';
import { canonicalBytes } from '../signing/canonical.ts';

/** `extracts/<municipality>/<snapshot>/left-out.json`: the objections that the first upload of the snapshot knew. */
const LeftOut = z.strictObject({ schema: z.literal('vroegzicht-left-out/1'), objections: z.array(z.string()) });

/** The objections of a municipality; a question leaves rows where they are. */
export async function objectionsOf(register: ObjectStore, municipality: string): Promise<readonly ObjectionEntry[]> {
  return (await readObjections(register, municipality)).filter(({ purpose }) => purpose === 'object');
}

/** Notes which objections the tables of a snapshot leave out; an earlier attempt's note stays, because its tables do. */
export async function noteLeftOut(
  extracts: ObjectStore,
  folder: string,
  known: readonly ObjectionEntry[],
): Promise<ReadonlySet<string>> {
  const key = `${folder}/left-out.json`;
  const objections = known.map(({ id }) => id);
  const note = canonicalBytes({ schema: 'vroegzicht-left-out/1', objections });
  if ((await extracts.create(key, note, { contentType: 'application/json' })) === 'created') return new Set(objections);
  const before = await readJson(extracts, key, LeftOut);
  if (before === undefined) throw new Failure('node-failed', 'extracts-busy', `${key} is gone`, 'try again');
  return new Set(before.objections);
}

/**
 * Has erase-household look again for objections that came while a snapshot was being made: it may have looked before the
 * snapshot counted.
 */
export async function reopenLate(
  register: ObjectStore,
  municipality: MunicipalityCode,
  leftOut: ReadonlySet<string>,
): Promise<void> {
  const late = (await objectionsOf(register, municipality)).filter(({ id }) => !leftOut.has(id));
  if (late.length > 0) await reopenObjections(register, municipality, new Set(late.map(({ id }) => id)));
}
