import type { ProviderId } from '../protocol/identifiers.ts';
import type { RoundMessage } from '../protocol/message.ts';
import type { RegisteredProvider } from '../protocol/register.ts';
import { type ReceivedEvidence, RoundRequest } from '../protocol/rounds.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { reserveRun } from '../register/runs.ts';
import { chainOf, roundTaskId } from '../rounds/chain.ts';
import { mostRounds } from '../rounds/path.ts';
import { type ApprovedStudy, approvedStudy } from './approved-study.ts';
import type { MessageOutcome } from './message-record.ts';
import type { AcceptPorts } from './ports.ts';
import { receivedEvidence } from './received-evidence.ts';
import { type Objection, objections } from './refusals.ts';

/**
 * Decides on a round: the study is approved for so many rounds, the id follows from the chain, and the evidence of each other party is
 * signed by it, of this chain and the round before, and sealed to this provider.
 */
export async function round(message: RoundMessage, ports: AcceptPorts): Promise<MessageOutcome | Objection> {
  const found = await approvedStudy(message, ports);
  if ('code' in found) return found;
  const { study, approval } = found;
  if (study.models?.some(({ id }) => id === message.model) !== true) return objections.unknownModel;
  const others = await otherParties(message, ports);
  if (others === undefined) return objections.wrongParties;
  const chain = chainOf({ ...message, researcher: message.from });
  if (message.messageId !== roundTaskId(chain, message.round)) return objections.wrongRoundId;
  if (approval.maximumRounds === 0 || message.round > Math.min(approval.maximumRounds, mostRounds))
    return objections.noRoundsLeft;
  const received = await receivedEvidence(message, { chain, others }, ports);
  if ('code' in received) return received;
  const start = roundTaskId(chain, 0);
  if (!(await reserveRun(ports.register, message.studyDigest, start, approval.maximumRuns)))
    return objections.noRunsLeft;
  return { kind: 'round', request: requestOf(message, found, received, ports) };
}

function requestOf(
  message: RoundMessage,
  { study, approval, approvalDigest }: ApprovedStudy,
  received: readonly ReceivedEvidence[],
  ports: AcceptPorts,
): RoundRequest {
  const { studyDigest, model, parties, attempt, round } = message;
  return RoundRequest.parse({
    taskId: message.messageId,
    researcher: message.from,
    study,
    studyDigest,
    approvalDigest,
    release: approval.release,
    maximumRounds: Math.min(approval.maximumRounds, mostRounds),
    model,
    parties,
    attempt,
    round,
    received,
    acceptedAt: ports.now().toISOString(),
  });
}

/** The registered other parties, each with an exchange key; undefined when one is missing or this provider is no party. */
async function otherParties(
  { parties }: RoundMessage,
  ports: AcceptPorts,
): Promise<readonly RegisteredProvider[] | undefined> {
  if (!parties.includes(ports.provider)) return undefined;
  const { providers } = openRegister(ports.register);
  const found: RegisteredProvider[] = [];
  for (const id of parties.filter((party: ProviderId) => party !== ports.provider)) {
    const registered = await providers.read(registerKeys.provider(id));
    if (registered?.exchangeKey === undefined || registered.id !== id) return undefined;
    found.push(registered);
  }
  return found;
}
