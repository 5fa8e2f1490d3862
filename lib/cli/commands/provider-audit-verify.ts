import { Failure } from '../../failure.ts';
import { Sha256 } from '../../protocol/identifiers.ts';
import { auditProvider } from '../../provider/audit.ts';
import { publishedKeys } from '../../provider/rotate-keys.ts';
import { publicKeyFromSpki } from '../../signing/keys.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';

/** `vroegzicht provider audit verify`. */
export const command: Command = {
  name: ['provider', 'audit', 'verify'],
  summary: 'check the record: chain, signatures and counts',
  description:
    'Follows the chain of the record, verifies every signed envelope against it, and says what is missing. Note the last\n' +
    'number and digest elsewhere: only with --head can a cut-off end be found.',
  options: {
    head: { type: 'text', placeholder: 'NUMBER:SHA256', help: 'last event noted at an earlier audit' },
    ...connectionOptions,
  },
  examples: ['vroegzicht provider audit verify --as provider-a'],
  run: async (context) => {
    const expected = headOf(context.arguments);
    const desk = await openProviderDesk(context);
    const keys = await publishedKeys(
      desk.store('register'),
      desk.settings.provider,
      publicKeyFromSpki(await desk.release.spki()),
    );
    const report = await auditProvider(
      { ledger: desk.store('ledger'), releases: desk.store('releases'), keys },
      expected,
    );
    const { chain, envelopes, signed, releases, problems } = report;
    const { output } = context;
    output.line(
      `${chain.events} events, ${releases} releases, ${envelopes} signed files of which ${signed} are recorded`,
    );
    if (chain.head !== undefined)
      output.line(`Head ${chain.head.sequence}:${chain.head.digest} (note it down elsewhere)`);
    if (problems.length === 0) {
      output.result(report);
      output.line('Nothing is missing, nothing was changed.');
      return undefined;
    }
    return new Failure(
      'bad-signature',
      'record-broken',
      `the record does not hold\n  ${problems.slice(0, 20).join('\n  ')}`,
      'compare with the access logs and the locked versions of these objects',
    );
  },
};

function headOf(given: Arguments) {
  const text = given.text('head');
  if (text === undefined) return undefined;
  const match = /^(\d{1,8}):([0-9a-f]{64})$/.exec(text);
  if (match === null)
    throw new Failure('wrong-use', 'bad-head', '--head is NUMBER:SHA256', 'copy it from an earlier audit');
  return { sequence: Number(match[1]), digest: Sha256.parse(match[2]) };
}
