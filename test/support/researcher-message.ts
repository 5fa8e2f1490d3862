import type { AcceptPorts } from '../../lib/accept-task/ports.ts';
import type { ObjectStore } from '../../lib/ports.ts';
import { storeApproval } from '../../lib/register/approvals.ts';
import { openRegister } from '../../lib/register/register.ts';
import { studyDigest } from '../../lib/signing/canonical.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { testKey } from './keys.ts';
import { approval, municipality, now, provider, researcher, researcherId, study, taskId } from './protocol.ts';
import { type MemoryStore, memoryStore } from './store.ts';

/** Ports of accept-task on empty buckets whose register has a researcher and three municipalities. */
export type Provider = Omit<AcceptPorts, 'register' | 'jobs' | 'releases' | 'ledger'> &
  Readonly<Record<'register' | 'jobs' | 'releases' | 'ledger', MemoryStore>>;

/** A provider with three municipalities; `approved` also has the study handed in and approved. */
export async function providerWith(state: 'empty' | 'approved', changes: Partial<Provider> = {}): Promise<Provider> {
  const ports: Provider = {
    register: memoryStore(),
    jobs: memoryStore(),
    releases: memoryStore(),
    ledger: memoryStore(),
    provider,
    approverKeys: { keys: [testKey('approver').publicKey] },
    unwrapKey: async () => await Promise.resolve(undefined),
    now: () => now,
    ...changes,
  };
  const register = openRegister(ports.register);
  await register.researchers.create(researcher());
  for (const code of ['0518', '0363', '0599']) await register.municipalities.create(municipality(code));
  if (state === 'approved') await approve(ports.register);
  return ports;
}

/** Hands in and approves the study. */
export async function approve(register: ObjectStore, changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await openRegister(register).studies.create(study());
  await storeApproval(register, approval(study(), changes), testKey('approver').signer);
}

const common = {
  schema: 'vroegzicht-message/1',
  messageId: taskId,
  from: researcherId,
  to: provider,
  issuedAt: now.toISOString(),
};

/** Messages as a researcher writes them. */
export const messages = {
  submit: { ...common, kind: 'submit', study: study() },
  run: { ...common, kind: 'run', studyId: 'reach-2026', version: 1, studyDigest: studyDigest(study()) },
  cancel: { ...common, kind: 'cancel', messageId: 'task-cancel0123456789', taskId },
};

/** A signed message as the queue delivers it. */
export async function incoming(message: unknown, changes: { key?: 'researcher' | 'stranger'; senderId?: string } = {}) {
  const text = await signJws(message, jwsTypes.message, testKey(changes.key ?? 'researcher').signer);
  return { text, queueMessageId: 'queue-message-1', senderId: changes.senderId ?? 'AROARESEARCHER:task-sender' };
}
