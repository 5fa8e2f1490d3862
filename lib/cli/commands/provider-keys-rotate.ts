import { Failure } from '../../failure.ts';
import { rotateKey } from '../../provider/rotate-keys.ts';
import { publicKeyFromSpki } from '../../signing/keys.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';
import { recordCommand } from '../record-command.ts';

/** `vroegzicht provider keys rotate --to ARN`. */
export const command: Command = {
  name: ['provider', 'keys', 'rotate'],
  summary: 'announce a new release key, signed by the old one',
  description:
    'First make a new P-256 signing key for release-result. This command publishes both keys with their days and sends the\n' +
    'announcement to every researcher, signed by the key in use. Change the key of release-result after that.',
  options: {
    to: { type: 'text', placeholder: 'ARN', help: 'the new key' },
    overlap: { type: 'text', placeholder: 'DAYS', help: 'how long the old key may still sign (default 30)' },
    ...connectionOptions,
  },
  examples: ['vroegzicht provider keys rotate --to arn:aws:kms:eu-central-1:111111111111:key/KEY-ID'],
  run: async (context) => {
    const { arguments: given, output } = context;
    const to = given.text('to');
    if (to === undefined || !/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(to))
      return new Failure(
        'wrong-use',
        'which-key',
        '--to is missing or no full ARN of a key',
        'give --to ARN of the new signing key',
      );
    const overlapDays = given.integer('overlap', { minimum: 1, maximum: 365 }) ?? 30;
    const desk = await openProviderDesk(context);
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
