import { randomBytes } from 'node:crypto';
import { DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { recordEvent } from '../../lib/audit/record.ts';
import { kmsSigner } from '../../lib/aws/kms.ts';
import { keyEnding } from '../../lib/aws/kms-deletion.ts';
import { versionStore } from '../../lib/aws/s3-versions.ts';
import { sendMessage } from '../../lib/aws/sqs.ts';
import { openSession } from '../../lib/demo/open-page.ts';
import { bucketOf, deskOf, researcher } from '../../lib/demo/parties.ts';
import type { LocalCloud } from '../../lib/local/cloud.ts';
import { MunicipalityCode, ProviderId, TaskId } from '../../lib/protocol/identifiers.ts';
import type { Study } from '../../lib/protocol/study.ts';
import { approveStudy } from '../../lib/provider/approve-study.ts';
import { mailStates } from '../../lib/provider/mails.ts';
import { handIn, waitABit } from '../../lib/provider/objection.ts';
import { rejectStudy } from '../../lib/provider/reject-study.ts';
import { reviewRelease } from '../../lib/provider/releases.ts';
import { handInRenewal } from '../../lib/provider/renewal.ts';
import { rotateKey } from '../../lib/provider/rotate-keys.ts';
import { withdrawMunicipality } from '../../lib/provider/withdraw.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { publicKeyFromSpki } from '../../lib/signing/keys.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { requestRun, submitStudy } from '../../lib/study/send.ts';

const provider = ProviderId.parse('provider-a');
const clock = (): Date => new Date();

/**
 * What the demo leaves out of a provider's year: a study that is rejected, one whose release waits for a person, a run
 * that is cancelled, an objection, a second export, a page that is closed, a new key, a dead letter that is sent back,
 * and a municipality that withdraws.
 */
export async function playYear(
  cloud: LocalCloud,
  study: Study,
  about: { readonly municipality: string; readonly signal: string; readonly exportPath: string; readonly link: string },
): Promise<void> {
  const bucket = (role: string, name: string) => bucketOf(cloud, provider, role, name);
  const desk = deskOf(cloud);
  const approver = {
    provider,
    clock,
    register: bucket('approver', 'register'),
    releases: bucket('approver', 'releases'),
    signer: kmsSigner(cloud.keyArn(provider, 'approval'), cloud.client(provider, 'approver')),
    approverKeys: [],
  };
  const [refused, reviewed] = [
    { ...study, version: 2 },
    { ...study, version: 3 },
  ];
  for (const each of [refused, reviewed]) await submitStudy(desk, provider, each);
  await cloud.idle();
  await rejectStudy(approver, { studyId: study.study, version: 2, by: 'A. Proever', reason: 'too wide' });
  await approveStudy(approver, {
    studyId: study.study,
    version: 3,
    approver: 'A. Proever',
    days: 9,
    maximumRuns: 3,
    maximumRounds: 0,
    maximumNumbers: 2_000,
    release: 'review',
    twoPersons: false,
  });
  const taskId = await requestRun(desk, provider, reviewed);
  await requestRun(desk, provider, refused);
  await cloud.idle();
  await reviewRelease(approver, { taskId, decision: 'approved', by: 'A. Proever' });
  await cancelRun(cloud, desk, reviewed);
  await cloud.idle();
  await object(cloud, about);
  await bucket('provider-admin', 'inbox').upload(`${about.municipality}/synthetic-again.xlsx`, about.exportPath);
  await fetch(new URL('/afsluiten', about.link), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: await openSession(cloud, about.link), 'content-type': 'application/x-www-form-urlencoded' },
  });
  const event = { action: 'review', object: `release/${taskId}`, result: 'approved', origin: 'provider-cli' };
  await recordEvent(bucket('approver', 'ledger'), { ...event, actor: 'approver', timestamp: clock().toISOString() });
  await bounce(cloud, about.municipality);
  await resend(cloud, about.municipality);
  await announceKey(cloud);
  await sendBack(cloud);
  await withdraw(cloud, about.municipality);
  await cloud.idle();
}

async function cancelRun(cloud: LocalCloud, desk: ReturnType<typeof deskOf>, study: Study): Promise<void> {
  const taskId = await requestRun(desk, provider, study);
  const message = {
    schema: 'vroegzicht-message/1',
    messageId: TaskId.parse(`cancel-${randomBytes(16).toString('hex')}`),
    from: researcher.id,
    to: provider,
    issuedAt: clock().toISOString(),
    kind: 'cancel',
    taskId,
  };
  const text = await signJws(message, jwsTypes.message, desk.signer);
  await desk.send(provider, text);
  await cloud.idle();
}

async function object(
  cloud: LocalCloud,
  { municipality, signal }: { readonly municipality: string; readonly signal: string },
): Promise<void> {
  const settled = await handIn(
    { municipality, purpose: 'object', about: { by: 'signal', value: signal }, seconds: 30 },
    {
      inbox: bucketOf(cloud, provider, 'provider-admin', 'inbox'),
      register: bucketOf(cloud, provider, 'provider-admin', 'register'),
      randomBytes,
      wait: waitABit,
    },
  );
  if (settled?.state !== 'erased') throw new Error(`the objection is ${settled?.state}`);
}

/** The event of a mail that bounced, as the mail service would tell of it; an administrator may send to every queue. */
async function bounce(cloud: LocalCloud, municipality: string): Promise<void> {
  const sent = cloud.mails().filter(({ text, to }) => text.includes('/r/') && to.join(' ').includes(municipality));
  const [mail] = sent;
  const event = {
    'detail-type': 'Email Bounced',
    source: 'aws.ses',
    detail: {
      eventType: 'Bounce',
      mail: { messageId: mail?.messageId },
      bounce: { bounceType: 'Permanent', timestamp: clock().toISOString() },
    },
  };
  const connection = cloud.client(provider, 'provider-admin');
  await sendMessage(cloud.queueUrl(provider, 'mail-events'), JSON.stringify(event), {}, connection);
  await cloud.idle();
}

/** An administrator asks for a new mail; notify-municipality sends it and closes the link of the one that bounced. */
async function resend(cloud: LocalCloud, municipality: string): Promise<void> {
  const reports = bucketOf(cloud, provider, 'provider-admin', 'reports');
  const [sent] = (await mailStates(reports)).filter((each) => each.municipality === municipality);
  if (sent === undefined) throw new Error(`${municipality} got no mail`);
  const about = { taskId: TaskId.parse(sent.taskId), municipality: MunicipalityCode.parse(municipality) };
  const result = await handInRenewal(about, { reports, randomBytes, wait: waitABit });
  if (result !== 'sent') throw new Error(`the new mail is ${result}`);
}

/** Announces a new release key; the key of the approver stands for one that was just made. */
async function announceKey(cloud: LocalCloud): Promise<void> {
  const keyOf = async (purpose: string) =>
    publicKeyFromSpki(
      await kmsSigner(cloud.keyArn(provider, purpose), cloud.client(provider, 'provider-admin')).spki(),
    );
  const ports = {
    provider,
    name: 'Provider A',
    clock,
    randomBytes,
    register: bucketOf(cloud, provider, 'provider-admin', 'register'),
    releases: bucketOf(cloud, provider, 'provider-admin', 'releases'),
  };
  await rotateKey({ inUse: await keyOf('release'), next: await keyOf('approval'), overlapDays: 30 }, ports);
  await cloud.idle();
}

/** A message that no function can handle is taken from the dead letters by the administrator, and sent again. */
async function sendBack(cloud: LocalCloud): Promise<void> {
  const connection = cloud.client(provider, 'provider-admin');
  const client = new SQSClient(connection);
  const dead = cloud.queueUrl(provider, 'jobs-dead');
  await sendMessage(cloud.queueUrl(provider, 'jobs'), '{"Records":"nonsense"}', {}, connection);
  await cloud.idle();
  await client.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['All'] }));
  const { Messages: messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: dead }));
  for (const { Body: body = '', ReceiptHandle } of messages) {
    await sendMessage(cloud.queueUrl(provider, 'jobs'), body, {}, connection);
    await client.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle }));
  }
}

async function withdraw(cloud: LocalCloud, municipality: string): Promise<void> {
  const connection = cloud.client(provider, 'provider-admin');
  const versions = (name: string) => versionStore(cloud.bucketName(provider, name), connection);
  await withdrawMunicipality(municipality, 'A. Proever', {
    provider,
    clock,
    register: bucketOf(cloud, provider, 'provider-admin', 'register'),
    ledger: bucketOf(cloud, provider, 'provider-admin', 'ledger'),
    reports: bucketOf(cloud, provider, 'provider-admin', 'reports'),
    versions: { inbox: versions('inbox'), extracts: versions('extracts'), reports: versions('reports') },
    endKey: keyEnding(connection),
  });
}
