import * as z from 'zod';
import { readIdentifier } from '../dataset/cell-values.ts';
import { householdOf } from '../dataset/ddas-household.ts';
import { createPseudonyms, householdPseudonymKey } from '../dataset/pseudonyms.ts';
import { MunicipalityCode } from '../protocol/identifiers.ts';
import { addObjection, type ObjectionEntry } from '../register/objections.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import type { IngestPorts } from './ports.ts';

/** `inbox/<municipality>/<id>.json`: who objects or asks, as the person or the municipality gave it; gone within a minute. */
export const ObjectionRequest = z.strictObject({
  schema: z.literal('vroegzicht-objection-request/1'),
  id: z.string().regex(/^objection-[0-9a-f]{32}$/),
  purpose: z.enum(['object', 'inspect']),
  about: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('hash'), value: z.string().min(1).max(500) }),
    z.strictObject({ by: z.literal('signal'), value: z.string().min(1).max(128) }),
    z.strictObject({ by: z.literal('case'), value: z.string().min(1).max(128) }),
    z.strictObject({ by: z.literal('bsn'), value: z.string().max(20) }),
    z.strictObject({
      by: z.literal('address'),
      postcode: z.string().max(10),
      number: z.string().max(10),
      suffix: z.string().max(20),
    }),
  ]),
});
export type ObjectionRequest = z.infer<typeof ObjectionRequest>;

/** True for the place of a request in the inbox. */
export const isObjectionRequest = (key: string): boolean => /^\d{4}\/objection-[0-9a-f]{32}\.json$/.test(key);

/** What became of a request; the identifier itself is in no result. */
export type RequestOutcome =
  | { readonly status: 'noted' }
  | { readonly status: 'refused'; readonly code: string; readonly reason: string };

/** Turns the identifier into a pseudonym and puts it on the municipality's list, from where it counts at once. */
export async function noteObjection(key: string, ports: IngestPorts): Promise<RequestOutcome> {
  const code = MunicipalityCode.parse(key.slice(0, 4));
  const found = await ports.inbox.get(key);
  const request = ObjectionRequest.safeParse(parseJson(Buffer.from(found?.body ?? '').toString('utf8'))).data;
  if (request === undefined || key !== `${code}/${request.id}.json`)
    return { status: 'refused', code: 'malformed-request', reason: 'the request is not one of this version' };
  const municipality = await openRegister(ports.register).municipalities.read(registerKeys.municipality(code));
  if (municipality === undefined)
    return { status: 'refused', code: 'unknown-municipality', reason: 'the municipality is not registered' };
  const entry = await entryOf(request, code, ports);
  if (entry === undefined)
    return { status: 'refused', code: 'unreadable-identifier', reason: 'the identifier cannot be one' };
  await addObjection(ports.register, code, entry);
  return { status: 'noted' };
}

async function entryOf(
  { id, purpose, about }: ObjectionRequest,
  code: MunicipalityCode,
  ports: IngestPorts,
): Promise<ObjectionEntry | undefined> {
  const common = { id, purpose, by: about.by, state: 'received', settledAt: null, held: null, reopened: 0 } as const;
  const received = { ...common, receivedAt: ports.clock().toISOString(), households: [], signal: null, case: null };
  if (about.by === 'signal') return { ...received, signal: about.value.trim() };
  if (about.by === 'case') return { ...received, case: about.value.trim() };
  const pseudonym = createPseudonyms(await householdPseudonymKey(ports.generateMac)(code));
  const household =
    about.by === 'hash'
      ? pseudonym('hash', String(readIdentifier(about.value)))
      : householdOf(
          {
            postcode: about.by === 'address' ? about.postcode : null,
            number: about.by === 'address' ? about.number : null,
            suffix: about.by === 'address' ? about.suffix : null,
            citizenNumber: about.by === 'bsn' ? about.value : null,
          },
          pseudonym,
        );
  return household === null ? undefined : { ...received, households: [household] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
