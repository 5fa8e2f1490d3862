import { Failure } from '../../failure.ts';
import { rotateKey } from '../../provider/rotate-keys.ts';
import { publicKeyFromSpki } from '../../signing/keys.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';
import { recordCommand } from '../record-command.ts';

const keyArn = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;

const whichKey = (message: string, remedy: string): Failure => new Failure('wrong-use', 'which-key', message, remedy);

/** `vroegzicht provider keys rotate [--to ARN]`. */
export const command: Command = {
  name: ['provider', 'keys', 'rotate'],
  summary: 'announce a new release key, signed by the old one',
  description:
    'First have the next release key made: on AWS by `nextRelease` in the settings (docs/OPERATIONS.md, Keys), in the local\n' +
    'cloud by `local up --make-release-key PROVIDER`. This command publishes both keys with their days and sends the\n' +
    'announcement to every researcher, signed by the key in use. When they have it, change over: on AWS by the next\n' +
    'deployment, in the local cloud by `local up --use-release-key PROVIDER`.',
  options: {
    to: { type: 'text', placeholder: 'ARN', help: 'the new key (default in the local cloud: the one that was made)' },
    overlap: { type: 'text', placeholder: 'DAYS', help: 'how long the old key may still sign (default 30)' },
    ...connectionOptions,
  },
  examples: [
    'vroegzicht provider keys rotate --to arn:aws:kms:eu-central-1:111111111111:key/KEY-ID',
    'vroegzicht provider keys rotate --as provider-a',
  ],
  run: async (context) => {
    const { arguments: given, output } = context;
    const asked = given.text('to');
    if (asked !== undefined && !keyArn.test(asked))
      return whichKey('--to is no full ARN of a key', 'give --to ARN of the new signing key');
    const overlapDays = given.integer('overlap', { minimum: 1, maximum: 365 }) ?? 30;
    const desk = await openProviderDesk(context);
    const to = asked ?? desk.settings.nextReleaseKey;
    if (to === undefined)
      return whichKey(
        'there is no next release key',
        'give --to ARN of the new signing key; in the local cloud, start it with --make-release-key first',
      );
    const inUse = publicKeyFromSpki(await desk.release.spki());
    const next = publicKeyFromSpki(await desk.signerOf(to).spki());
    const announcement = await rotateKey(
      { inUse, next, overlapDays },
      {
        provider: desk.settings.provider,
        name: desk.settings.name,
        register: desk.store('register'),
        releases: desk.store('releases'),
        clock: desk.clock,
        randomBytes: desk.randomBytes,
      },
    );
    await recordCommand(desk, { action: 'rotate-key', object: `key/${next.kid}`, result: 'announced' });
    for (const { kid, notBefore, notAfter } of announcement.keys.keys)
      output.line(`${kid}: valid ${notBefore ?? 'from the beginning'} to ${notAfter ?? 'further notice'}`);
    output.result(announcement);
    return undefined;
  },
};
