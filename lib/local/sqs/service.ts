import { type Answer, jsonAnswer } from '../aws-error.ts';
import type { Principal } from '../identities.ts';
import { type SqsCall, sqsError, sqsOperations } from './operations.ts';

/** The queues of all accounts behind SQS's JSON protocol. */
export type SqsService = {
  readonly handle: (target: string, body: string, principal: Principal) => Promise<Answer>;
};

const operations = new Map(Object.entries(sqsOperations));

/** Makes the service. */
export function createSqsService(surroundings: Omit<SqsCall, 'principal'>): SqsService {
  return {
    handle: async (target, body, principal) => {
      const name = target.replace(/^AmazonSQS\./, '');
      const run = operations.get(name);
      if (run === undefined) throw sqsError('UnsupportedOperation', `the local SQS has no operation ${name}`);
      const input: unknown = JSON.parse(body);
      return jsonAnswer('1.0', await run(input, { ...surroundings, principal }));
    },
  };
}
