import { Failure } from '../../failure.ts';
import { rejectStudy } from '../../provider/reject-study.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';
import { recordCommand } from '../record-command.ts';
import { studyOptions, versionOf } from '../study-version.ts';

/** `vroegzicht provider study reject ID --by NAME --reason TEXT`. */
export const command: Command = {
  name: ['provider', 'study', 'reject'],
  summary: 'reject a submitted study, for good; the researcher is told',
  positionals: { name: 'ID', minimum: 1, maximum: 1 },
  options: {
    by: { type: 'text', placeholder: 'NAME', help: 'who decides' },
    reason: { type: 'text', placeholder: 'TEXT', help: 'why; kept here, not sent' },
    ...studyOptions,
    ...connectionOptions,
  },
  examples: [
    'vroegzicht provider study reject reach-2026 --by "A. Proever" --reason "purpose is unclear" --as provider-a',
  ],
  run: async (context) => {
    const { arguments: given, output } = context;
    const by = given.text('by');
    const reason = given.text('reason');
    if (by === undefined || reason === undefined)
      return new Failure(
        'wrong-use',
        'who-and-why',
        'a rejection names who and why',
        'give --by NAME and --reason TEXT',
      );
    const desk = await openProviderDesk(context);
    const register = desk.store('register', 'approver');
    const study = await versionOf(register, given.positionals[0] ?? '', given);
    const ports = {
      register,
      releases: desk.store('releases', 'approver'),
      signer: desk.approver,
      provider: desk.settings.provider,
      clock: desk.clock,
    };
    const rejection = await rejectStudy(ports, { studyId: study.study, version: study.version, by, reason });
    await recordCommand(
      desk,
      { action: 'reject', object: `study/${rejection.studyDigest}`, result: 'rejected', by },
      'approver',
    );
    output.line(`${study.study} version ${study.version}: rejected by ${by}. A new version can be submitted.`);
    output.result(rejection);
    return undefined;
  },
};
