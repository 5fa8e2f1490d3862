import type { ObjectStore } from '../ports.ts';
import { sha256 } from '../signing/canonical.ts';
import { ChainedEvent, type ChainHead, nextKey } from './event.ts';

/** Something wrong with a chain, at the key where it shows. */
export type ChainFinding = {
  readonly key: string;
  readonly problem: 'missing' | 'altered' | 'unreadable' | 'unexpected' | 'shortened';
  readonly explanation: string;
};

/** Outcome of an audit of the chain; `head` is to be noted down elsewhere: only so a cut-off end is found. */
export type ChainReport = {
  readonly events: number;
  readonly head: ChainHead | undefined;
  readonly findings: readonly ChainFinding[];
};

type Link = { readonly key: string; readonly event: ChainedEvent; readonly head: ChainHead };

/**
 * Follows the chain from its first event and says what is missing, altered or does not belong.
 * `expected` is a head noted earlier: without it an altered or removed last event cannot be seen.
 */
export async function verifyChain(
  store: ObjectStore,
  expected?: Pick<ChainHead, 'sequence' | 'digest'>,
): Promise<ChainReport> {
  const keys = (await store.list('audit/')).toSorted((left, right) => order(left).localeCompare(order(right)));
  const findings: ChainFinding[] = [];
  const links: Link[] = [];
  for (const key of keys) {
    const link = await readLink(store, key);
    if (link === undefined) findings.push({ key, problem: 'unreadable', explanation: 'this is no audit event' });
    else links.push(link);
  }
  for (const [index, link] of links.entries()) findings.push(...compare(links[index - 1], link));
  findings.push(...compareEnd(links, expected));
  return { events: links.length, head: links.at(-1)?.head, findings };
}

/** Events sort by their sequence, whatever folder they lie in. */
function order(key: string): string {
  return `${key.split('/').at(-1) ?? ''} ${key}`;
}

async function readLink(store: ObjectStore, key: string): Promise<Link | undefined> {
  const found = await store.get(key);
  try {
    const event = ChainedEvent.parse(JSON.parse(Buffer.from(found?.body ?? '').toString('utf8')));
    const digest = sha256(found?.body ?? '');
    return { key, event, head: { sequence: event.sequence, digest, timestamp: event.timestamp } };
  } catch {
    return undefined;
  }
}

function compare(previous: Link | undefined, link: Link): readonly ChainFinding[] {
  const { key, event } = link;
  const before = previous?.head.sequence ?? 0;
  if (event.sequence > before + 1)
    return [
      { key, problem: 'missing', explanation: `events ${before + 1} to ${event.sequence - 1} are missing before it` },
    ];
  if (key !== nextKey(previous?.head))
    return [{ key, problem: 'unexpected', explanation: `event ${before + 1} belongs at ${nextKey(previous?.head)}` }];
  if (event.previous !== (previous?.head.digest ?? null))
    return [
      { key: previous?.key ?? key, problem: 'altered', explanation: `event ${event.sequence} refers to other content` },
    ];
  if (previous !== undefined && event.timestamp < previous.event.timestamp)
    return [{ key, problem: 'altered', explanation: 'its time lies before that of the event before it' }];
  return [];
}

function compareEnd(
  links: readonly Link[],
  expected: Pick<ChainHead, 'sequence' | 'digest'> | undefined,
): readonly ChainFinding[] {
  if (expected === undefined) return [];
  const noted = links.find(({ event }) => event.sequence === expected.sequence);
  if (noted === undefined)
    return [{ key: 'audit/', problem: 'shortened', explanation: `event ${expected.sequence}, noted earlier, is gone` }];
  if (noted.head.digest === expected.digest) return [];
  return [{ key: noted.key, problem: 'altered', explanation: 'its digest differs from the one noted earlier' }];
}
