import type { Sha256 } from '../protocol/identifiers.ts';
import type { RegisteredResearcher } from '../protocol/register.ts';
import { openRegister } from '../register/register.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { claimedKey, verifyJws } from '../signing/verify-jws.ts';
import type { AcceptPorts, IncomingMessage } from './ports.ts';

/** The researcher who proved to have sent these words, or why nobody did. */
export type Sender =
  | {
      readonly status: 'authenticated';
      readonly researcher: RegisteredResearcher;
      readonly payload: unknown;
      readonly payloadDigest: Sha256;
    }
  | { readonly status: 'unknown'; readonly code: string };

/** Ruling 10: the researcher is who signed by a registered key, and the queue's sender must be the same. */
export async function authenticate(incoming: IncomingMessage, ports: AcceptPorts): Promise<Sender> {
  const kid = claimedKey(incoming.text, jwsTypes.message);
  if (kid === undefined) return { status: 'unknown', code: 'not-a-signed-message' };
  const researchers = await openRegister(ports.register).researchers.list();
  const researcher = researchers.find(({ keys }) => keys.keys.some((key) => key.kid === kid));
  if (researcher === undefined) return { status: 'unknown', code: 'unknown-key' };
  const verified = verifyJws(incoming.text, researcher.keys, jwsTypes.message, ports.now());
  if (verified.status === 'invalid') return { status: 'unknown', code: verified.code };
  if (!isSameSender(incoming.senderId, researcher.senderId)) return { status: 'unknown', code: 'other-sender' };
  return { status: 'authenticated', researcher, payload: verified.payload, payloadDigest: verified.payloadDigest };
}

/** SQS names a role as `AROA...:session`; the register may leave the session open by naming the role only. */
function isSameSender(senderId: string | undefined, registered: string): boolean {
  return senderId !== undefined && (senderId === registered || senderId.split(':', 1)[0] === registered);
}
