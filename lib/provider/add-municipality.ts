import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { Agreement, Municipality } from '../protocol/register.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { canonicalText } from '../signing/canonical.ts';

/** Makes a KMS key for a municipality and returns its ARN. */
export type KeyMaker = (municipality: string) => Promise<string>;

/** What became of it: registered with a key of its own, agreements or mailboxes renewed, or nothing was new. */
export type Added = { readonly status: 'created' | 'extended' | 'unchanged'; readonly municipality: Municipality };

/**
 * Registers a municipality with a key of its own; one that is registered keeps its key and gets the new agreements, and the
 * mailboxes that its file names now.
 */
export async function addMunicipality(
  register: ObjectStore,
  makeKey: KeyMaker,
  wanted: Omit<Municipality, 'dataKeyArn'>,
): Promise<Added> {
  const { municipalities } = openRegister(register);
  const key = registerKeys.municipality(wanted.code);
  const known = await municipalities.read(key);
  if (known === undefined) {
    const municipality = { ...wanted, dataKeyArn: await makeKey(wanted.code) };
    if ((await municipalities.create(municipality)) === 'created') return { status: 'created', municipality };
  }
  const before = known ?? (await municipalities.read(key));
  if (before?.status === 'withdrawn')
    throw new Failure(
      'refused',
      'withdrawn',
      `municipality ${wanted.code} has withdrawn and its key is being deleted`,
      'register it again after the key is gone, with a new agreement',
    );
  const renewed = merged(before?.agreements ?? [], wanted.agreements);
  if (before !== undefined && canonicalText(renewed) === canonicalText(before.agreements))
    return { status: 'unchanged', municipality: before };
  const municipality = await municipalities.change(key, (present) => ({
    ...present,
    agreements: merged(present.agreements, wanted.agreements),
  }));
  return { status: 'extended', municipality };
}

/** The agreements that stand, with the mailboxes of those that are wanted, and then the new ones. */
function merged(present: readonly Agreement[], wanted: readonly Agreement[]): Agreement[] {
  const kept = present.map((agreement) => {
    const again = wanted.find(({ id }) => id === agreement.id);
    return again === undefined ? agreement : withMailboxes(agreement, again);
  });
  return [...kept, ...wanted.filter(({ id }) => !present.some((agreement) => agreement.id === id))];
}

/** An agreement is never changed but for where its mail goes: the same id with other content is refused. */
function withMailboxes(present: Agreement, wanted: Agreement): Agreement {
  const { mailboxes } = wanted;
  const same = { ...present, ...wanted, mailboxes: present.mailboxes };
  if (canonicalText(same) === canonicalText(present)) return { ...present, mailboxes };
  throw new Failure(
    'refused',
    'agreement-exists',
    `agreement ${present.id} is registered with other content`,
    'give a changed agreement an id of its own; only mailboxes may change under the same id',
  );
}
