import * as z from 'zod';
import { Failure } from '../../failure.ts';
import { approveStudy } from '../../provider/approve-study.ts';
import { studyDigest } from '../../signing/canonical.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';
import { recordCommand } from '../record-command.ts';
import { studyOptions, versionOf } from '../study-version.ts';

const Release = z.enum(['automatic', 'review']);

/** `vroegzicht provider study approve ID --by NAME`. */
export const command: Command = {
  name: ['provider', 'study', 'approve'],
  summary: 'approve a submitted study: a signed decision of a person',
  description:
    'Read it first with `provider study show`. With two persons the first call proposes and the second, by another person\n' +
    'on the same terms, approves. An approval that has expired can be given again.',
  positionals: { name: 'ID', minimum: 1, maximum: 1 },
  options: {
    by: { type: 'text', placeholder: 'NAME', help: 'who decides' },
    days: { type: 'text', placeholder: 'N', help: 'how long it may run (default 90)' },
    runs: { type: 'text', placeholder: 'N', help: 'how often it may run in all (default 10)' },
    rounds: { type: 'text', placeholder: 'N', help: 'rounds of a model at most (default 8)' },
    numbers: {
      type: 'text',
      placeholder: 'N',
      help: 'numbers that it may add to what is known of the same rows, all runs together (default 2000)',
    },
    release: { type: 'text', placeholder: 'WORD', help: 'automatic, or review by a person (default automatic)' },
    'two-persons': { type: 'flag', help: 'a second person must agree (the configuration can demand it)' },
    ...studyOptions,
    ...connectionOptions,
  },
  examples: [
    'vroegzicht provider study approve reach-2026 --by "A. Proever" --release review --as provider-a',
    'vroegzicht provider study approve reach-2026 --version 2 --digest SHA256 --by "B. Tweede" --two-persons',
  ],
  run: async (context) => {
    const { arguments: given, output } = context;
    const terms = termsOf(given);
    const { approver } = terms;
    const desk = await openProviderDesk(context);
    const register = desk.store('register', 'approver');
    const study = await versionOf(register, given.positionals[0] ?? '', given);
    const { status, approval } = await approveStudy(
      {
        register,
        releases: desk.store('releases', 'approver'),
        signer: desk.approver,
        approverKeys: desk.settings.approverKeys,
        provider: desk.settings.provider,
        clock: desk.clock,
      },
      {
        studyId: study.study,
        version: study.version,
        digest: given.text('digest'),
        ...terms,
        twoPersons: given.flag('two-persons') || desk.settings.twoPersonRule,
      },
    );
    await recordCommand(
      desk,
      { action: 'approve', object: `study/${studyDigest(study)}`, result: status, by: approver },
      'approver',
    );
    output.line(
      status === 'approved'
        ? `${study.study} version ${study.version}: approved by ${approval.approver} until ${approval.expiresAt.slice(0, 10)}, release ${approval.release}`
        : `${study.study} version ${study.version}: proposed by ${approval.approver}; a second person must agree`,
    );
    output.result({ status, approval });
    return undefined;
  },
};

function nameOf(given: Arguments): string {
  const by = given.text('by')?.normalize('NFC').trim() ?? '';
  if (by !== '' && by.length <= 59 && !/[\p{Cc}\p{Cf}]/u.test(by)) return by;
  throw new Failure(
    'wrong-use',
    'who',
    'a decision names the person who takes it',
    'give --by NAME, one line of at most 59 characters',
  );
}

/** Who decides, and on which terms. */
function termsOf(given: Arguments) {
  const release = Release.safeParse(given.text('release') ?? 'automatic');
  if (!release.success)
    throw new Failure('wrong-use', 'release-mode', '--release is automatic or review', 'choose one of them');
  return {
    approver: nameOf(given),
    days: given.integer('days', { minimum: 1, maximum: 730 }) ?? 90,
    maximumRuns: given.integer('runs', { minimum: 1, maximum: 1000 }) ?? 10,
    maximumRounds: given.integer('rounds', { minimum: 0, maximum: 20 }) ?? 8,
    maximumNumbers: given.integer('numbers', { minimum: 1, maximum: 100_000 }) ?? 2000,
    release: release.data,
  };
}
