import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { Agreement, Municipality } from '../protocol/register.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { canonicalText } from '../signing/canonical.ts';

/** Makes a KMS key for a municipality and returns its ARN. */
export type KeyMaker = (municipality: string) => Promise<string>;

/** What became of it: registered with a key of its own, agreements added, or nothing was new. */
export type Added = { readonly status: 'created' | 'extended' | 'unchanged'; readonly municipality: Municipality };

/** Registers a municipality with a key of its own; one that is registered keeps its key and gets the new agreements. */
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
  const added = wanted.agreements.filter((agreement) => isNew(agreement, before?.agreements ?? []));
  if (before !== undefined && added.length === 0) return { status: 'unchanged', municipality: before };
  const municipality = await municipalities.change(key, (present) => ({
    ...present,
    agreements: [...present.agreements, ...added.filter((agreement) => isNew(agreement, present.agreements))],
  }));
  return { status: 'extended', municipality };
}

/** An agreement is never changed: the same id with other content is refused. */
function isNew(agreement: Agreement, present: readonly Agreement[]): boolean {
  const same = present.find(({ id }) => id === agreement.id);
  if (same === undefined) return true;
  if (canonicalText(same) === canonicalText(agreement)) return false;
  throw new Failure(
    'refused',
    'agreement-exists',
    `agreement ${agreement.id} is registered with other content`,
    'give a changed agreement an id of its own',
  );
}
