import { recordEvent } from '../../lib/audit/record.ts';
import type { ObjectStore } from '../../lib/ports.ts';

/** Records, in the audit chain of `ledger`, a message that can never be handled; its content is not kept. */
export function recordPoison(ledger: () => ObjectStore, origin: string) {
  return async ({ messageId, code }: { readonly messageId: string; readonly code: string }): Promise<void> => {
    await recordEvent(ledger(), {
      action: 'queue-message',
      object: `queue-message/${messageId}`,
      result: code,
      origin,
      actor: 'unknown',
      timestamp: new Date().toISOString(),
    });
  };
}
