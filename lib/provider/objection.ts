import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { ObjectionRequest } from '../ingest-export/objection-request.ts';
import type { ObjectStore, RandomBytes } from '../ports.ts';
import { type ObjectionEntry, readObjections } from '../register/objections.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { canonicalBytes } from '../signing/canonical.ts';

/** Whom an objection is about, as read from standard input. */
export type About = ObjectionRequest['about'];

/** What an objection needs: the inbox to put the request in, and the register to see what became of it. */
export type ObjectionPorts = {
  readonly inbox: ObjectStore;
  readonly register: ObjectStore;
  readonly randomBytes: RandomBytes;
  readonly wait: (milliseconds: number) => Promise<void>;
};

const pollMilliseconds = 250;

/** Waits as the clock does. */
export const waitABit = async (milliseconds: number): Promise<void> => await delay(milliseconds);

/** Reads the identifier from text: one line, or for an address postcode, number and perhaps an addition on lines or after commas. */
export function parseAbout(by: About['by'], text: string): About {
  const parts = text
    .split(/[\n,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const [first = '', number = '', suffix = '', ...more] = parts;
  const tooMany = by === 'address' ? more.length > 0 : parts.length > 1;
  if (first === '' || tooMany || text.length > 1000)
    throw new Failure('wrong-use', 'identifier-missing', 'standard input holds no single identifier', remedyFor(by));
  switch (by) {
    case 'address':
      if (!/^[1-9]\d{3}\s?[a-z]{2}$/i.test(first) || !/^\d{1,5}\D*$/.test(number))
        throw new Failure(
          'wrong-use',
          'no-address',
          'standard input holds no postcode and house number',
          remedyFor(by),
        );
      return { by, postcode: first, number, suffix };
    case 'bsn':
      if (!isCitizenNumber(first))
        throw new Failure('wrong-use', 'no-bsn', 'standard input holds no valid citizen service number', remedyFor(by));
      return { by, value: first };
    default:
      if (/[\p{Cc}\p{Cf}]/u.test(first) || first.length > 128)
        throw new Failure('wrong-use', 'bad-identifier', 'the identifier has characters that none has', remedyFor(by));
      return { by, value: first };
  }
}

const remedyFor = (by: About['by']): string =>
  by === 'address' ? 'pipe it in: postcode, house number, addition' : `pipe the ${by} in, for example from a file`;

/** Eight or nine digits that pass the elfproef. */
function isCitizenNumber(text: string): boolean {
  const digits = text.replaceAll(/[\s.]/g, '').padStart(9, '0');
  if (!/^\d{9}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  const sum = Array.from(digits).reduce(
    (total, digit, index) => total + Number(digit) * (index === 8 ? -1 : 9 - index),
    0,
  );
  return sum % 11 === 0;
}

/**
 * Hands in an objection or a question and waits until it is settled, at most `seconds`; then the last known state. The
 * identifier goes into the inbox only, from where it is removed when it has become a pseudonym.
 */
export async function handIn(
  request: Omit<ObjectionRequest, 'schema' | 'id'> & { readonly municipality: string; readonly seconds: number },
  ports: ObjectionPorts,
): Promise<ObjectionEntry | undefined> {
  const { municipality, purpose, about, seconds } = request;
  if ((await openRegister(ports.register).municipalities.read(registerKeys.municipality(municipality))) === undefined)
    throw new Failure(
      'wrong-use',
      'unknown-municipality',
      `municipality ${municipality} is not registered`,
      'see `vroegzicht provider municipality list`',
    );
  const id = `objection-${Buffer.from(ports.randomBytes(16)).toString('hex')}`;
  const content: ObjectionRequest = { schema: 'vroegzicht-objection-request/1', id, purpose, about };
  await ports.inbox.create(`${municipality}/${id}.json`, canonicalBytes(content));
  let found: ObjectionEntry | undefined;
  for (let left = (seconds * 1000) / pollMilliseconds; left > 0; left -= 1) {
    found = (await readObjections(ports.register, municipality)).find((entry) => entry.id === id);
    if (found !== undefined && found.state !== 'received') return found;
    await ports.wait(pollMilliseconds);
  }
  return found;
}
