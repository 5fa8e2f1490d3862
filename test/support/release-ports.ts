import type { MessageRecord } from '../../lib/accept-task/message-record.ts';
import { storeApproval } from '../../lib/register/approvals.ts';
import { openRegister, registerKeys } from '../../lib/register/register.ts';
import type { ReleasePorts } from '../../lib/release-result/ports.ts';
import { canonicalBytes, sha256 } from '../../lib/signing/canonical.ts';
import { testKey } from './keys.ts';
import { approval, now, provider, researcher, researcherId, storedRelease, taskId } from './protocol.ts';
import { type MemoryStore, memoryStore } from './store.ts';

/** Ports of release-result on buckets in memory; `inbox` is the researcher's bucket, in another account. */
export type Releasing = Omit<ReleasePorts, 'register' | 'releases' | 'reports' | 'ledger'> &
  Readonly<Record<'register' | 'releases' | 'reports' | 'ledger' | 'inbox', MemoryStore>>;

/** A provider that received a task from the registered researcher, with a release waiting in its bucket. */
export async function releasing(release: 'automatic' | 'review' = 'automatic'): Promise<Releasing> {
  const inbox = memoryStore();
  const ports: Releasing = {
    register: memoryStore(),
    releases: memoryStore(),
    reports: memoryStore(),
    ledger: memoryStore(),
    inbox,
    researcherInbox: (bucket) => {
      if (bucket !== 'divosa-inbox') throw new Error(`another bucket: ${bucket}`);
      return inbox;
    },
    signer: testKey('release').signer,
    provider,
    codeVersion: 'test-1',
    approverKeys: { keys: [testKey('approver').publicKey] },
    now: () => now,
  };
  await openRegister(ports.register).researchers.create(researcher());
  await storeApproval(ports.register, approval(), testKey('approver').signer);
  await ports.releases.create(`${taskId}.json`, canonicalBytes(storedRelease(release)));
  await knowMessage(ports, taskId);
  return ports;
}

/** Puts the record of a message of the registered researcher into the register. */
export async function knowMessage(ports: Pick<Releasing, 'register'>, name: string): Promise<void> {
  const at = now.toISOString();
  const notice = { schema: 'vroegzicht-notice/1', taskId, provider, state: 'approved', studyId: null, at } as const;
  const record: MessageRecord = {
    schema: 'vroegzicht-message-record/1',
    researcher: researcherId,
    payloadDigest: sha256(name),
    outcome: { kind: 'submitted', notice },
  };
  await ports.register.create(registerKeys.message(name), canonicalBytes(record));
}
