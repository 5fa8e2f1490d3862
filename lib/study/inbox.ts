import { estimateRelease } from '../analyses/estimates.ts';
import { Failure } from '../failure.ts';
import type { Clock, ObjectStore } from '../ports.ts';
import type { ProviderId, ResearcherId } from '../protocol/identifiers.ts';
import type { KeySet } from '../protocol/register.ts';
import type { Study } from '../protocol/study.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { sha256 } from '../signing/canonical.ts';
import { openEnvelope } from '../signing/open-envelope.ts';
import type { Collected } from './collect.ts';

/** The researcher's inbox and what its content is checked against. */
export type InboxPorts = {
  readonly inbox: ObjectStore;
  readonly researcher: ResearcherId;
  readonly clock: Clock;
};

/** The keys of a provider that are trusted now; throws when none were pinned. */
export async function pinnedKeys(inbox: ObjectStore, provider: ProviderId): Promise<KeySet> {
  const registered = await openRegister(inbox).providers.read(registerKeys.provider(provider));
  if (registered !== undefined) return registered.releaseKeys;
  throw new Failure(
    'wrong-use',
    'unknown-provider',
    `there are no keys of ${provider}`,
    'pin the key set of the agreement first, with `vroegzicht study trust FILE`',
  );
}

/**
 * Reads what a provider delivered about one task and verifies each file again. Files that were set aside because their key
 * was not known yet are tried with the keys of now. One that was accepted and does not hold throws `bad-signature`.
 */
export async function readDelivered(
  about: { readonly provider: ProviderId; readonly taskId: string; readonly study: Study | undefined },
  ports: InboxPorts,
): Promise<readonly Collected[]> {
  const { provider, taskId, study } = about;
  const keys = await pinnedKeys(ports.inbox, provider);
  const collected = new Map<string, Collected>();
  for (const folder of ['verified', 'rejected'] as const) {
    for (const name of await ports.inbox.list(`${folder}/${provider}/${taskId}/`)) {
      if (!name.endsWith('.jws.json')) continue;
      const text = Buffer.from((await ports.inbox.get(name))?.body ?? '').toString('utf8');
      const opened = openEnvelope(text, {
        keys,
        now: ports.clock(),
        issuer: provider,
        audience: ports.researcher,
        estimate: estimateRelease,
        ...(study === undefined ? {} : { study }),
      });
      if (opened.status === 'opened') collected.set(sha256(text), { provider, name, text, envelope: opened.envelope });
      else if (folder === 'verified')
        throw new Failure(
          'bad-signature',
          opened.code,
          `${name}: ${opened.reason}`,
          'keep the file and tell the provider',
        );
    }
  }
  return [...collected.values()].toSorted((left, right) => left.envelope.seq - right.envelope.seq);
}

/** Pins the keys that a provider announced under a key that was trusted already; returns how many keys are new. */
export async function applyAnnouncements(provider: ProviderId, ports: InboxPorts): Promise<number> {
  const { providers } = openRegister(ports.inbox);
  const folders = new Set(
    (await ports.inbox.list(`verified/${provider}/keys-`)).flatMap((name) => name.split('/')[2] ?? []),
  );
  let added = 0;
  for (const taskId of folders)
    for (const { envelope } of await readDelivered({ provider, taskId, study: undefined }, ports)) {
      const { body } = envelope;
      if (body.schema !== 'vroegzicht-keys/1' || body.provider !== provider) continue;
      const known = new Set((await pinnedKeys(ports.inbox, provider)).keys.map(({ kid }) => kid));
      const fresh = body.keys.keys.filter(({ kid }) => !known.has(kid)).length;
      if (fresh === 0) continue;
      added += fresh;
      await providers.change(registerKeys.provider(provider), (present) => ({ ...present, releaseKeys: body.keys }));
    }
  return added;
}
