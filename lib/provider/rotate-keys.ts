import { Failure } from '../failure.ts';
import type { Clock, ObjectStore, RandomBytes } from '../ports.ts';
import { KeyAnnouncement } from '../protocol/envelope.ts';
import { type ProviderId, TaskId } from '../protocol/identifiers.ts';
import type { KeySet, PublicKey } from '../protocol/register.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { canonicalBytes } from '../signing/canonical.ts';

/** What a rotation needs; the announcement is signed by release-result with the key that is still in use. */
export type RotationPorts = {
  readonly provider: ProviderId;
  readonly name: string;
  readonly register: ObjectStore;
  readonly releases: ObjectStore;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
};

/** The published keys of this provider: those of the register, else the one in use. */
export async function publishedKeys(register: ObjectStore, provider: ProviderId, inUse: PublicKey): Promise<KeySet> {
  const known = await openRegister(register).providers.read(registerKeys.provider(provider));
  return known?.releaseKeys ?? { keys: [inUse] };
}

/**
 * Announces a new release key: the old one stays valid until `overlapDays` from today, so that what is under way can still
 * be signed. Returns the set that receivers will pin; after their acknowledgement the deployment changes its key.
 */
export async function rotateKey(
  { inUse, next, overlapDays }: { readonly inUse: PublicKey; readonly next: PublicKey; readonly overlapDays: number },
  ports: RotationPorts,
): Promise<KeyAnnouncement> {
  if (inUse.kid === next.kid)
    throw new Failure('wrong-use', 'same-key', 'the new key is the one in use', 'make a new P-256 signing key first');
  const now = ports.clock();
  const today = now.toISOString().slice(0, 10);
  const last = new Date(now.getTime() + overlapDays * 86_400_000).toISOString().slice(0, 10);
  const before = await publishedKeys(ports.register, ports.provider, inUse);
  const others = before.keys.filter(({ kid }) => kid !== inUse.kid && kid !== next.kid);
  const current = before.keys.find(({ kid }) => kid === inUse.kid) ?? inUse;
  const keys: KeySet = {
    keys: [...others, { ...current, notAfter: last }, { ...next, notBefore: today }].slice(-20),
  };
  const taskId = TaskId.parse(`keys-${Buffer.from(ports.randomBytes(16)).toString('hex')}`);
  const announcement = KeyAnnouncement.parse({
    schema: 'vroegzicht-keys/1',
    taskId,
    provider: ports.provider,
    keys,
    at: now.toISOString(),
  });
  await publish(keys, ports);
  await ports.releases.create(`keys/${taskId}.json`, canonicalBytes(announcement));
  return announcement;
}

async function publish(releaseKeys: KeySet, { register, provider: id, name }: RotationPorts): Promise<void> {
  const { providers } = openRegister(register);
  if ((await providers.create({ id, name, releaseKeys })) === 'created') return;
  await providers.change(registerKeys.provider(id), (present) => ({ ...present, releaseKeys }));
}
