import { askForRenewal, renewalAnswer } from '../notify-municipality/renewal.ts';
import type { ObjectStore, RandomBytes } from '../ports.ts';
import type { MunicipalityCode, TaskId } from '../protocol/identifiers.ts';

/** Where a request for new links goes, and how its answer is waited for. */
export type RenewalPorts = {
  readonly reports: ObjectStore;
  readonly randomBytes: RandomBytes;
  readonly wait: (milliseconds: number) => Promise<void>;
};

const pollMilliseconds = 250;
const waitSeconds = 60;

/**
 * Asks for new links for a municipality and waits for what became of it; undefined when there is no answer within a
 * minute. The mail is sent by notify-municipality: an administrator may read no report and mail nobody.
 */
export async function handInRenewal(
  about: { readonly taskId: TaskId; readonly municipality: MunicipalityCode },
  { reports, randomBytes, wait }: RenewalPorts,
): Promise<string | undefined> {
  const id = `renewal-${Buffer.from(randomBytes(16)).toString('hex')}`;
  await askForRenewal(reports, { schema: 'vroegzicht-renewal/1', id, ...about });
  for (let left = (waitSeconds * 1000) / pollMilliseconds; left > 0; left -= 1) {
    const answer = await renewalAnswer(reports, id);
    if (answer !== undefined) return answer;
    await wait(pollMilliseconds);
  }
  return undefined;
}
