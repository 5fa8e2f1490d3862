import { MunicipalityCode } from '../protocol/identifiers.ts';
import type { Municipality } from '../protocol/register.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import type { IngestPorts } from './ports.ts';

/** Folder of the inbox for deliveries of several municipalities; any other folder is a municipality's code. */
const sharedFolder = 'deliveries';

/** Whose data a place in the inbox may hold, or why nothing there is read. */
export type Admission =
  | { readonly status: 'admitted'; readonly municipalities: readonly Municipality[] }
  | { readonly status: 'refused'; readonly code: string; readonly reason: string };

/**
 * The municipalities that `folder` may deliver for: the one it is named after, or all for `deliveries`; only active ones
 * with an agreement that is valid today, whatever its purpose.
 */
export async function admittedAt(folder: string, ports: Pick<IngestPorts, 'register' | 'clock'>): Promise<Admission> {
  const { municipalities } = openRegister(ports.register);
  const day = ports.clock().toISOString().slice(0, 10);
  if (folder === sharedFolder) {
    const all = await municipalities.list();
    return { status: 'admitted', municipalities: all.filter((municipality) => mayBeHeld(municipality, day)) };
  }
  const code = MunicipalityCode.safeParse(folder);
  if (!code.success) return refused('unknown-place', 'the file lies in no municipality’s folder of the inbox');
  const municipality = await municipalities.read(registerKeys.municipality(code.data));
  if (municipality === undefined) return refused('unknown-municipality', 'the municipality is not registered');
  if (mayBeHeld(municipality, day)) return { status: 'admitted', municipalities: [municipality] };
  return refused('no-agreement', 'the municipality has no agreement that is valid today');
}

const mayBeHeld = ({ status, agreements }: Municipality, day: string) =>
  status === 'active' && agreements.some(({ from, until }) => from <= day && day <= until);

const refused = (code: string, reason: string): Admission => ({ status: 'refused', code, reason });
