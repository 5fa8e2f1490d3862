import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { StudyId } from '../protocol/identifiers.ts';
import type { Study } from '../protocol/study.ts';
import { submittedStudy } from '../provider/submitted.ts';
import { openRegister } from '../register/register.ts';
import type { Arguments } from './arguments.ts';
import type { OptionSpecification } from './command.ts';

/** Options that name a version of a submitted study. */
export const studyOptions = {
  version: { type: 'text', placeholder: 'N', help: 'version of the study (default: the newest)' },
  digest: { type: 'text', placeholder: 'SHA256', help: 'the digest that you have read: another one is refused' },
} as const satisfies Readonly<Record<string, OptionSpecification>>;

/** The submitted version that the options name; the newest without --version. */
export async function versionOf(register: ObjectStore, id: string, given: Arguments): Promise<Study> {
  if (!StudyId.safeParse(id).success)
    throw new Failure(
      'wrong-use',
      'bad-study-id',
      'that is no id of a study',
      'ids have lower-case letters, digits and hyphens',
    );
  const asked = given.integer('version', { minimum: 1, maximum: 9999 });
  const all = (await openRegister(register).studies.list()).filter(({ study }) => study === id);
  const newest = Math.max(1, ...all.map(({ version }) => version));
  return await submittedStudy(register, id, asked ?? newest, given.text('digest'));
}
