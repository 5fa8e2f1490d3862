import { readMessageRecord } from './accept-task/message-record.ts';
import { type Disclosed, reopenRelease } from './disclosure/release.ts';
import { Failure } from './failure.ts';
import { KeyAnnouncement } from './protocol/envelope.ts';
import type { ResearcherId } from './protocol/identifiers.ts';
import { Notice, type OwnRelease, Refusal, type StoredRelease } from './protocol/release.ts';
import { verifiedApproval } from './register/approvals.ts';
import { settleOutcome } from './register/outcomes.ts';
import { openRegister } from './register/register.ts';
import { deliver } from './release-result/deliver.ts';
import type { ReleasePorts, Source } from './release-result/ports.ts';
import { readReview } from './release-result/review.ts';
import { releaseModel, releaseRound } from './release-result/rounds.ts';
import { sourceOf } from './release-result/source.ts';
import { canonicalBytes, sha256 } from './signing/canonical.ts';

/** What became of an object in the releases bucket. */
export type ReleaseResult =
  | 'delivered'
  | 'already-delivered'
  | 'waiting-for-review'
  | 'rejected'
  | 'cancelled'
  | 'ignored';

/**
 * Signs what an object of the releases bucket says and delivers it to the researcher whom the register names; then
 * hands each municipality its own part. The same object again gives the same bytes once.
 */
export async function releaseResult(key: string, ports: ReleasePorts): Promise<ReleaseResult> {
  const source = await presentSource(key, ports);
  const found = source === undefined ? undefined : await ports.releases.get(objectKey(source));
  if (source === undefined || found === undefined) return 'ignored';
  const text = Buffer.from(found.body).toString('utf8');
  if (source.kind === 'task') return await release(text, source, ports);
  if (source.kind === 'round') return await releaseRound(text, source, ports);
  if (source.kind === 'model') return await releaseModel(text, source, ports);
  const content: unknown = JSON.parse(text);
  if (source.kind === 'keys') return await announce(KeyAnnouncement.parse(content), source, ports);
  return await words(content, source, ports);
}

/** What an object asks to sign; a review may be about a final model instead of a release. */
async function presentSource(key: string, ports: ReleasePorts): Promise<Source | undefined> {
  const source = sourceOf(key);
  if (source?.kind !== 'task' || !key.startsWith('reviews/')) return source;
  const model: Source = { kind: 'model', name: `models/${source.name}` };
  return (await ports.releases.get(objectKey(model))) === undefined ? source : model;
}

/** A notice or refusal: it goes to whoever sent the message that it is about. */
async function words(content: unknown, source: Source, ports: ReleasePorts): Promise<ReleaseResult> {
  const body = source.kind === 'refusal' ? Refusal.parse(content) : Notice.parse(content);
  const message = source.kind === 'refusal' ? source.name.slice('refusals/'.length) : body.taskId;
  const researcher = await senderOf(message, ports);
  return await deliver({ name: source.name, researcher, body, approvedBy: null }, ports);
}

/** New release keys: every registered researcher hears of them, signed by the key that is still in use. */
async function announce(body: KeyAnnouncement, source: Source, ports: ReleasePorts): Promise<ReleaseResult> {
  for (const { id } of await openRegister(ports.register).researchers.list())
    await deliver({ name: `${source.name}-${id}`, researcher: id, body, approvedBy: null }, ports);
  return 'delivered';
}

async function release(text: string, source: Source, ports: ReleasePorts): Promise<ReleaseResult> {
  const { stored, pooled, own } = reopenRelease(text);
  if (stored.release === 'review') {
    const decision = await readReview(ports.releases, stored.taskId, sha256(text));
    if (decision === 'none') return await say('waiting-for-review', stored, ports);
    if (decision === 'rejected') return await say('rejected', stored, ports);
  }
  const settled = await settleOutcome(ports.register, stored.taskId, {
    outcome: 'released',
    at: ports.now().toISOString(),
  });
  if (settled.outcome === 'cancelled') return 'cancelled';
  const approval = await verifiedApproval(ports.register, { ...ports, studyDigest: pooled.studyDigest });
  const approvedBy = typeof approval === 'string' ? null : approval.approval.approver;
  const result = await deliver({ name: source.name, researcher: stored.researcher, body: pooled, approvedBy }, ports);
  await handOut(own, ports);
  return result;
}

/** A state as a notice beside the release; its own notification has it signed and delivered. */
async function say(
  state: 'waiting-for-review' | 'rejected',
  { taskId, pooled }: StoredRelease,
  ports: ReleasePorts,
): Promise<ReleaseResult> {
  const notice: Notice = {
    schema: 'vroegzicht-notice/1',
    taskId,
    provider: ports.provider,
    state,
    studyId: pooled.studyId,
    at: ports.now().toISOString(),
  };
  await ports.releases.create(`notices/${taskId}-${state}.json`, canonicalBytes(notice));
  return state;
}

async function handOut(own: readonly Disclosed<OwnRelease>[], ports: ReleasePorts): Promise<void> {
  for (const each of own)
    await ports.reports.create(`own/${each.taskId}/${each.municipality}.json`, canonicalBytes(each), {
      contentType: 'application/json',
    });
}

async function senderOf(message: string, ports: ReleasePorts): Promise<ResearcherId> {
  const record = await readMessageRecord(ports.register, message);
  if (record !== undefined) return record.researcher;
  throw new Failure('node-failed', 'unknown-task', `no message ${message} was received`, 'check the releases bucket');
}

function objectKey({ name }: Source): string {
  return `${name}.json`;
}
