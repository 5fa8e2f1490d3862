import { estimateRelease } from '../analyses/estimates.ts';
import type { ProviderId } from '../protocol/identifiers.ts';
import { sha256 } from '../signing/canonical.ts';
import { openEnvelope } from '../signing/open-envelope.ts';
import type { SequenceFile } from './bundle-format.ts';
import type { Collected } from './collect.ts';
import { type InboxPorts, pinnedKeys } from './inbox.ts';

/** Every delivery of a provider to this researcher by its place: digests of all, so that a gap shows. */
export async function deliverySequence(
  provider: ProviderId,
  own: readonly Collected[],
  ports: InboxPorts,
): Promise<SequenceFile> {
  const keys = await pinnedKeys(ports.inbox, provider);
  const known = new Set(own.map(({ text }) => text));
  const places = new Map<number, SequenceFile[number]>();
  for (const folder of ['verified', 'rejected'] as const)
    for (const name of await ports.inbox.list(`${folder}/${provider}/`)) {
      if (!name.endsWith('.jws.json')) continue;
      const text = Buffer.from((await ports.inbox.get(name))?.body ?? '').toString('utf8');
      const audience = ports.researcher;
      const opened = openEnvelope(text, {
        keys,
        now: ports.clock(),
        issuer: provider,
        audience,
        estimate: estimateRelease,
      });
      if (opened.status === 'rejected') continue;
      const { seq } = opened.envelope;
      places.set(seq, { provider, seq, sha256: sha256(text), isOfThisStudy: known.has(text) });
    }
  return [...places.values()].toSorted((left, right) => left.seq - right.seq);
}
