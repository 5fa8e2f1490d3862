import type * as z from 'zod';
import type { TaskId } from '../protocol/identifiers.ts';
import { Refusal } from '../protocol/release.ts';
import type { AcceptPorts } from './ports.ts';

/** What is wrong with a question and how to mend it. */
export type Objection = { readonly code: string; readonly reason: string; readonly remedy: string };

/** An objection as the refusal that is signed and delivered. */
export function refusalOf(taskId: TaskId, objection: Objection, ports: AcceptPorts): Refusal {
  return Refusal.parse({
    schema: 'vroegzicht-refusal/1',
    taskId,
    provider: ports.provider,
    code: objection.code,
    reason: objection.reason.slice(0, 500),
    remedy: objection.remedy.slice(0, 500),
    at: ports.now().toISOString(),
  });
}

/** Names the fields that do not fit the schema, never their values. */
export function malformed(error: z.ZodError): Objection {
  const fields = error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'message'}: ${message}`);
  return {
    code: 'malformed-message',
    reason: `the message does not fit the schema; ${fields.join('; ')}`,
    remedy: 'correct the named fields; vroegzicht study lint checks a study file',
  };
}

/** The objections that need no detail. */
export const objections = {
  wrongSender: {
    code: 'wrong-sender',
    reason: 'the message names another researcher than the one who signed it',
    remedy: 'put your own id in the field from',
  },
  wrongAudience: {
    code: 'wrong-audience',
    reason: 'the message is addressed to another provider',
    remedy: 'send it to the queue of the provider in the field to',
  },
  notFresh: {
    code: 'not-fresh',
    reason: 'the message was issued more than seven days ago, or more than 15 minutes ahead',
    remedy: 'check the clock, then sign and send a new message',
  },
  idUsed: {
    code: 'message-id-used',
    reason: 'another message with this id was received before; that one stands',
    remedy: 'choose a new random message id',
  },
  notNamed: {
    code: 'researcher-not-named',
    reason: 'the study does not name the researcher who sent this',
    remedy: 'add the researcher to the study as a new version and have it approved',
  },
  versionExists: {
    code: 'study-version-exists',
    reason: 'this version of the study was handed in before with other content',
    remedy: 'raise the version and submit again',
  },
  unknownStudy: {
    code: 'unknown-study',
    reason: 'this version of the study was not handed in here',
    remedy: 'submit the study first',
  },
  otherDigest: {
    code: 'other-study-digest',
    reason: 'the digest is not that of the study as it was handed in',
    remedy: 'run the version that was submitted, or submit a new version',
  },
  unknownTask: {
    code: 'unknown-task',
    reason: 'there is no task of yours with this id that could be cancelled',
    remedy: 'check the task id',
  },
  alreadyRun: {
    code: 'already-run',
    reason: 'the task has run already',
    remedy: 'nothing needs to be done; its result is delivered as usual',
  },
  experimentOver: {
    code: 'experiment-not-running',
    reason: 'the legal experiment of this study does not run today',
    remedy: 'run it between its first and last day, or submit a version under a regulation that is in force',
  },
  noRunsLeft: {
    code: 'no-runs-left',
    reason: 'the approval allows no more runs',
    remedy: 'ask the provider for a new approval',
  },
  unknownModel: {
    code: 'unknown-model',
    reason: 'the study has no model in rounds with this id',
    remedy: 'name one of the models of the study',
  },
  wrongParties: {
    code: 'wrong-parties',
    reason: 'this provider is not among the parties, or does not have the keys of another party',
    remedy: 'ask the provider to register the release keys and the exchange key of every party',
  },
  wrongRoundId: {
    code: 'wrong-round-id',
    reason: 'a round of a chain has one task id, which follows from study, model, parties, attempt and round',
    remedy: 'let vroegzicht study collect drive the rounds',
  },
  noRoundsLeft: {
    code: 'no-rounds-left',
    reason: 'the approval allows no more rounds',
    remedy: 'ask the provider for an approval with more rounds, then start a new attempt',
  },
} as const satisfies Readonly<Record<string, Objection>>;

/** Evidence of another provider that does not hold: from whom and why, never what it says. */
export function evidenceObjection(provider: string, reason: string): Objection {
  return {
    code: 'evidence-not-valid',
    reason: `the evidence of ${provider} for this round does not hold: ${reason}`,
    remedy: 'relay the delivered files of the round before unchanged, one of each other party',
  };
}

/** An approval that is missing or does not count. */
export function notApproved(status: 'missing' | 'invalid' | 'not-yet-valid' | 'expired'): Objection {
  const reasons = {
    missing: 'nobody at the provider has approved this study digest',
    invalid: 'the approval on file does not hold for this study',
    'not-yet-valid': 'the approval is not valid yet',
    expired: 'the approval has expired',
  };
  return {
    code: status === 'expired' ? 'approval-expired' : 'not-approved',
    reason: reasons[status],
    remedy: 'ask the provider to approve this version, then run it again',
  };
}

/** Too few agreements for the study's purpose; the number is public, the names are not. */
export function tooFewMunicipalities(present: number, minimum: number): Objection {
  return {
    code: 'too-few-municipalities',
    reason: `agreements for this purpose are valid at ${present} municipalities, the study asks for ${minimum}`,
    remedy: 'wait until more municipalities take part, or lower minimumMunicipalities in a new version',
  };
}
