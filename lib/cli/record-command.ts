import { userInfo } from 'node:os';
import { recordEvent } from '../audit/record.ts';
import type { ProviderDesk, ProviderRole } from './provider-desk.ts';

/** Records in the provider's chain what a person did with a command; `by` is who, else the user of this machine. */
export async function recordCommand(
  desk: ProviderDesk,
  event: { readonly action: string; readonly object: string; readonly result: string; readonly by?: string },
  role: ProviderRole = 'provider-admin',
): Promise<void> {
  const { by, ...rest } = event;
  await recordEvent(desk.store('ledger', role), {
    ...rest,
    origin: 'provider-cli',
    actor: by ?? userInfo().username,
    timestamp: desk.clock().toISOString(),
  });
}
