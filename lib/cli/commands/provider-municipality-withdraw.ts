import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { MunicipalityCode } from '../../protocol/identifiers.ts';
import { type Certificate, withdrawMunicipality } from '../../provider/withdraw.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import type { Output } from '../output.ts';

/** `vroegzicht provider municipality withdraw CODE --by NAME --yes`. */
export const command: Command = {
  name: ['provider', 'municipality', 'withdraw'],
  summary: 'stop all new work for a municipality and erase its data',
  description:
    'At once: no new task reads its data, its key is disabled and its deletion scheduled, every version of its extracts,\n' +
    'uploads and reports is removed, its links stop. Then it writes the certificate. Repeating it is safe.',
  positionals: { name: 'CODE', minimum: 1, maximum: 1 },
  options: {
    by: { type: 'text', placeholder: 'NAME', help: 'who asked for it' },
    yes: { type: 'flag', help: 'confirm: this cannot be undone' },
    certificate: {
      type: 'text',
      placeholder: 'FILE',
      help: 'where to write the certificate (default certificate-CODE.json)',
    },
    ...connectionOptions,
  },
  examples: ['vroegzicht provider municipality withdraw 0518 --by "J. Jansen" --yes --as provider-a'],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const code = MunicipalityCode.safeParse(given.positionals[0]);
    const by = given.text('by');
    if (!code.success)
      return new Failure(
        'wrong-use',
        'bad-code',
        'that is no municipality code',
        'a code is four digits, such as 0518',
      );
    if (by === undefined)
      return new Failure('wrong-use', 'who', 'a withdrawal names who asked for it', 'give --by NAME');
    if (!given.flag('yes'))
      return new Failure('refused', 'not-confirmed', 'a withdrawal erases data for good', 'repeat it with --yes');
    const { openProviderDesk } = await import('../provider-desk.ts');
    const desk = await openProviderDesk(context);
    const { certificate, digest } = await withdrawMunicipality(code.data, by, {
      provider: desk.settings.provider,
      register: desk.store('register'),
      ledger: desk.store('ledger'),
      reports: desk.store('reports'),
      versions: {
        inbox: desk.versions('inbox'),
        extracts: desk.versions('extracts'),
        reports: desk.versions('reports'),
      },
      endKey: desk.endKey,
      clock: desk.clock,
    });
    const file = resolve(directory, given.text('certificate') ?? `certificate-${code.data}.json`);
    await writeFile(file, `${JSON.stringify(certificate, undefined, 2)}\n`);
    tell(output, certificate);
    output.line(`Certificate ${file}, sha256 ${digest}`);
    output.result({ certificate, digest, file });
    return undefined;
  },
};

function tell(output: Output, certificate: Certificate): void {
  const { removed, left, key, linksRevoked } = certificate;
  output.line(`${certificate.name} has withdrawn. No new work reads its data.`);
  output.line(
    `Removed for good: ${removed.extractVersions} versions of extracts, ${removed.inboxVersions} of uploads, ${removed.reportVersions} of reports; ${linksRevoked} links stopped.`,
  );
  output.line(
    `Key ${key.state}, deleted on ${key.deletedOn ?? 'an unknown day'}. Left: ${left.extractVersions + left.inboxVersions + left.reportVersions} versions.`,
  );
  for (const line of certificate.notReached) output.line(`Not reached: ${line}`);
}
