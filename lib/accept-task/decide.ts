import type { TaskId } from '../protocol/identifiers.ts';
import { Job, ResearcherMessage, type RunMessage, type SubmitMessage } from '../protocol/message.ts';
import { Notice } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { readApproval } from '../register/approvals.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { reserveRun } from '../register/runs.ts';
import { unanswerable } from '../rounds/unanswerable.ts';
import { studyDigest } from '../signing/canonical.ts';
import { approvedStudy, names } from './approved-study.ts';
import type { Sender } from './authenticate.ts';
import { cancel } from './cancel.ts';
import type { MessageOutcome } from './message-record.ts';
import type { AcceptPorts } from './ports.ts';
import { malformed, type Objection, objections, refusalOf } from './refusals.ts';
import { round } from './round.ts';

type Authenticated = Extract<Sender, { status: 'authenticated' }>;

const aheadMilliseconds = 15 * 60_000;
const backMilliseconds = 7 * 24 * 3_600_000;

/** Decides on an authenticated message; what it writes on the way is create-only and the same at every attempt. */
export async function decide(taskId: TaskId, sender: Authenticated, ports: AcceptPorts): Promise<MessageOutcome> {
  const parsed = ResearcherMessage.safeParse(sender.payload);
  const refuse = (objection: Objection): MessageOutcome => ({
    kind: 'refused',
    refusal: refusalOf(taskId, objection, ports),
  });
  if (!parsed.success) return refuse(malformed(parsed.error));
  const message = parsed.data;
  const age = ports.now().getTime() - Date.parse(message.issuedAt);
  if (message.from !== sender.researcher.id) return refuse(objections.wrongSender);
  if (message.to !== ports.provider) return refuse(objections.wrongAudience);
  if (age < -aheadMilliseconds || age > backMilliseconds) return refuse(objections.notFresh);
  const outcome = await decideKind(message, ports);
  return 'code' in outcome ? refuse(outcome) : outcome;
}

async function decideKind(message: ResearcherMessage, ports: AcceptPorts): Promise<MessageOutcome | Objection> {
  switch (message.kind) {
    case 'submit':
      return await submit(message, ports);
    case 'run':
      return await run(message, ports);
    case 'round':
      return await round(message, ports);
    case 'cancel':
      return await cancel(message, ports);
  }
}

async function submit(message: SubmitMessage, ports: AcceptPorts): Promise<MessageOutcome | Objection> {
  const { study } = message;
  if (!names(study, message.from)) return objections.notNamed;
  const wrong = unanswerable(study);
  if (wrong !== undefined) return wrong;
  const { studies } = openRegister(ports.register);
  if ((await studies.create(study)) === 'exists') {
    const present = await studies.read(registerKeys.study(study.study, study.version));
    if (present === undefined || studyDigest(present) !== studyDigest(study)) return objections.versionExists;
  }
  const digest = studyDigest(study);
  const { status } = await readApproval(ports.register, { ...ports, studyDigest: digest, now: ports.now() });
  const state = status === 'approved' ? 'approved' : 'waiting-for-approval';
  return { kind: 'submitted', notice: notice(message, state, study, ports) };
}

async function run(message: RunMessage, ports: AcceptPorts): Promise<MessageOutcome | Objection> {
  const found = await approvedStudy(message, ports);
  if ('code' in found) return found;
  const { study, approval, approvalDigest } = found;
  if (!(await reserveRun(ports.register, message.studyDigest, message.messageId, approval.maximumRuns)))
    return objections.noRunsLeft;
  const job = Job.parse({
    schema: 'vroegzicht-job/1',
    taskId: message.messageId,
    researcher: message.from,
    study,
    studyDigest: message.studyDigest,
    approvalDigest,
    release: approval.release,
    ...(approval.maximumNumbers !== undefined && { maximumNumbers: approval.maximumNumbers }),
    ...(message.wave !== undefined && { wave: message.wave }),
    acceptedAt: ports.now().toISOString(),
  });
  return { kind: 'accepted', job, notice: notice(message, 'ready', study, ports) };
}

function notice(message: ResearcherMessage, state: Notice['state'], study: Study, ports: AcceptPorts): Notice {
  return Notice.parse({
    schema: 'vroegzicht-notice/1',
    taskId: message.messageId,
    provider: ports.provider,
    state,
    studyId: study.study,
    version: study.version,
    at: ports.now().toISOString(),
  });
}
