import type { Study } from '../../protocol/study.ts';
import { approvalKeys } from '../../register/approvals.ts';
import { participants } from '../../register/participants.ts';
import { openRegister } from '../../register/register.ts';
import { studyDigest } from '../../signing/canonical.ts';
import { differences, differenceWords } from '../../study/difference.ts';
import { planStudy } from '../../study/plan.ts';
import { planWords } from '../../study/plan-words.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk, type ProviderDesk } from '../provider-desk.ts';
import { studyOptions, versionOf } from '../study-version.ts';

/** `vroegzicht provider study show [ID]`. */
export const command: Command = {
  name: ['provider', 'study', 'show'],
  summary: 'list submitted studies, or show what one would let out',
  description: 'With an id: the plan, who would take part, and what differs from the version that was approved last.',
  positionals: { name: 'ID', minimum: 0, maximum: 1 },
  options: { ...studyOptions, ...connectionOptions },
  examples: [
    'vroegzicht provider study show --as provider-a',
    'vroegzicht provider study show reach-2026 --as provider-a',
  ],
  run: async (context) => {
    const { arguments: given, output } = context;
    const desk = await openProviderDesk(context);
    const { studies, municipalities } = openRegister(desk.store('register'));
    const all = await studies.list();
    const id = given.positionals[0];
    if (id === undefined) {
      const rows = [];
      for (const study of all)
        rows.push([
          study.study,
          String(study.version),
          study.title,
          (await isApproved(desk, study)) ? 'approved once' : 'waiting',
        ]);
      output.table(['study', 'version', 'title', 'decision'], rows);
      output.result(all.map((study) => ({ study: study.study, version: study.version, digest: studyDigest(study) })));
      return undefined;
    }
    const study = await versionOf(desk.store('register'), id, given);
    const plan = planStudy(study);
    for (const line of planWords(plan)) output.line(line);
    const today = desk.clock().toISOString().slice(0, 10);
    const taking = participants(await municipalities.list(), study.purpose, today, study.study);
    output.line(
      `Would take part today: ${taking.map(({ municipality }) => municipality.name).join(', ') || 'nobody'} (${taking.length}).`,
    );
    const before = await lastApproved(desk, all, study);
    const changed = before === undefined ? [] : differences(before, study);
    output.line(
      before === undefined
        ? 'No earlier version was approved.'
        : `Compared with version ${before.version}, approved before:`,
    );
    for (const line of differenceWords(changed)) output.line(`  ${line}`);
    output.result({ plan, participants: taking.map(({ municipality }) => municipality.code), changed });
    return undefined;
  },
};

const isApproved = async (desk: ProviderDesk, study: Study): Promise<boolean> =>
  (await approvalKeys(desk.store('register'), studyDigest(study))).length > 0;

async function lastApproved(desk: ProviderDesk, all: readonly Study[], study: Study): Promise<Study | undefined> {
  const earlier = all.filter((each) => each.study === study.study && each.version < study.version);
  for (const each of earlier.toSorted((left, right) => right.version - left.version))
    if (await isApproved(desk, each)) return each;
  return undefined;
}
