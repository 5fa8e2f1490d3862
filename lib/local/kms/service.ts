import * as z from 'zod';
import type { Clock } from '../../ports.ts';
import type { Guard } from '../authorisation.ts';
import { type Answer, AwsError, jsonAnswer } from '../aws-error.ts';
import type { Principal } from '../identities.ts';
import { adminOperations } from './admin-operations.ts';
import {
  type DataKeyRequest,
  type DecryptRequest,
  dataOperations,
  decrypt,
  generateDataKey,
} from './data-operations.ts';
import type { KeyStore } from './key-store.ts';
import type { KmsCall } from './operation.ts';
import { signOperations } from './sign-operations.ts';

/** The key service: its wire protocol, and what S3 asks of it in a caller's name. */
export type KmsService = {
  readonly handle: (target: string, body: string, principal: Principal) => Answer;
  readonly generateDataKey: (request: DataKeyRequest, principal: Principal) => ReturnType<typeof generateDataKey>;
  readonly decrypt: (request: DecryptRequest, principal: Principal) => ReturnType<typeof decrypt>;
};

const operations = new Map(Object.entries({ ...adminOperations, ...dataOperations, ...signOperations }));

/** Makes the service over a store of keys. */
export function createKmsService(keys: KeyStore, guard: Guard, clock: Clock): KmsService {
  const callOf = (principal: Principal): KmsCall => ({ principal, keys, guard, now: clock() });
  return {
    handle: (target, body, principal) => {
      const run = operations.get(target.replace(/^TrentService\./, ''));
      if (run === undefined)
        throw new AwsError('UnknownOperationException', 400, `the local KMS has no operation ${target}`);
      const input: unknown = z.json().parse(JSON.parse(body));
      return jsonAnswer('1.1', run(input, callOf(principal)));
    },
    generateDataKey: (request, principal) => generateDataKey(request, callOf(principal)),
    decrypt: (request, principal) => decrypt(request, callOf(principal)),
  };
}
