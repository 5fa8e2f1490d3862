import type { ObjectStore } from '../ports.ts';
import type { Municipality } from '../protocol/register.ts';
import { openRegister } from '../register/register.ts';

/** Makes a KMS key for a municipality and returns its ARN. */
export type KeyMaker = (municipality: string) => Promise<string>;

/** Registers a municipality with a key of its own; one that is registered already keeps its key. */
export async function addMunicipality(
  register: ObjectStore,
  makeKey: KeyMaker,
  municipality: Omit<Municipality, 'dataKeyArn'>,
): Promise<'created' | 'exists'> {
  const { municipalities } = openRegister(register);
  if ((await municipalities.list()).some((known) => known.code === municipality.code)) return 'exists';
  return municipalities.create({ ...municipality, dataKeyArn: await makeKey(municipality.code) });
}
