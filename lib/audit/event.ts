import * as z from 'zod';
import { Instant, Sha256 } from '../protocol/identifiers.ts';

const Word = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .max(64);
const Name = z.string().min(1).max(300);

/** What happened, as BIO2 8.15.01 asks: action, object, result, origin, actor, timestamp. Identifiers only, never data. */
export const AuditEvent = z.strictObject({
  action: Word,
  object: Name,
  result: Word,
  origin: Name,
  actor: Name,
  timestamp: Instant,
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** An event in its chain; `previous` is the SHA-256 of the stored bytes of the event before it. */
export const ChainedEvent = z.strictObject({
  schema: z.literal('vroegzicht-audit/1'),
  sequence: z.int().min(1).max(99_999_999),
  previous: Sha256.nullable(),
  ...AuditEvent.shape,
});
export type ChainedEvent = z.infer<typeof ChainedEvent>;

/** The end of a chain: what the next event refers to. */
export type ChainHead = { readonly sequence: number; readonly digest: Sha256; readonly timestamp: string };

/** Where a chain lies in its bucket. */
export const chainFolder = 'audit/';

const firstFolder = `${chainFolder}2026/01/`;

/** Folder of the event after `head`: the month of `head`, so that two writers at a turn of the month want one key. */
export function nextFolder(head: ChainHead | undefined): string {
  return head === undefined
    ? firstFolder
    : `${chainFolder}${head.timestamp.slice(0, 4)}/${head.timestamp.slice(5, 7)}/`;
}

/** Key of the event after `head`. */
export function nextKey(head: ChainHead | undefined): string {
  return `${nextFolder(head)}${String((head?.sequence ?? 0) + 1).padStart(8, '0')}.json`;
}
