import type { Notice } from '../protocol/release.ts';
import { readOutcome } from '../register/outcomes.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import type { MessageOutcome } from './message-record.ts';
import type { AcceptPorts } from './ports.ts';
import { roundJob } from './round-job.ts';

/** Writes what a settled decision asks for, create-only: doing it twice changes nothing. */
export async function carryOut(name: string, outcome: MessageOutcome, ports: AcceptPorts): Promise<void> {
  switch (outcome.kind) {
    case 'refused':
      await ports.releases.create(`refusals/${name}.json`, canonicalBytes(outcome.refusal));
      return;
    case 'submitted':
      await writeNotice(outcome.notice, ports);
      return;
    case 'accepted':
      await writeNotice(outcome.notice, ports);
      if ((await readOutcome(ports.register, outcome.job.taskId)) === undefined)
        await ports.jobs.create(`${outcome.job.taskId}.json`, canonicalBytes(outcome.job));
      return;
    case 'round':
      await ports.jobs.create(`${outcome.request.taskId}.json`, canonicalBytes(await roundJob(outcome.request, ports)));
      return;
    case 'cancelled':
      await ports.jobs.remove(`${outcome.notice.taskId}.json`);
      await writeNotice(outcome.notice, ports);
      return;
  }
}

async function writeNotice(notice: Notice, ports: AcceptPorts): Promise<void> {
  await ports.releases.create(`notices/${notice.taskId}-${notice.state}.json`, canonicalBytes(notice));
}
