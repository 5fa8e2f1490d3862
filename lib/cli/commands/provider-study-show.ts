import type { EstimateRow } from '../../protocol/estimate.ts';
import type { Study } from '../../protocol/study.ts';
import { type Decision, type Decisions, decisionOn } from '../../provider/decisions.ts';
import type { StudyPreview } from '../../provider/preview.ts';
import { approvalKeys } from '../../register/approvals.ts';
import { participants } from '../../register/participants.ts';
import { openRegister } from '../../register/register.ts';
import { studyDigest } from '../../signing/canonical.ts';
import { differences, differenceWords } from '../../study/difference.ts';
import { groupInWords } from '../../study/figure-words.ts';
import { planStudy } from '../../study/plan.ts';
import { planWords } from '../../study/plan-words.ts';
import { intervalInWords, measureInWords, numberInWords, valueInWords } from '../../study/report-words.ts';
import type { Command, CommandContext } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk, type ProviderDesk } from '../provider-desk.ts';
import { studyOptions, versionOf } from '../study-version.ts';

/** `vroegzicht provider study show [ID]`. */
export const command: Command = {
  name: ['provider', 'study', 'show'],
  summary: 'list submitted studies, or show what one would let out',
  description:
    'With an id: the plan, who would take part, what differs from the version that was approved last, and what the result\n' +
    'would look like, from invented data through the same gate (some seconds; nothing of the provider is read for it).',
  positionals: { name: 'ID', minimum: 0, maximum: 1 },
  options: {
    'plan-only': { type: 'flag', help: 'without the result on invented data' },
    ...studyOptions,
    ...connectionOptions,
  },
  examples: [
    'vroegzicht provider study show --as provider-a',
    'vroegzicht provider study show reach-2026 --as provider-a',
  ],
  run: async (context) => {
    const desk = await openProviderDesk(context);
    const all = await openRegister(registerOf(desk)).studies.list();
    const id = context.arguments.positionals[0];
    if (id === undefined) await listStudies(context, desk, all);
    else await showStudy(context, desk, { all, study: await versionOf(registerOf(desk), id, context.arguments) });
    return undefined;
  },
};

async function listStudies({ output }: CommandContext, desk: ProviderDesk, all: readonly Study[]): Promise<void> {
  const listed = [];
  for (const study of all)
    listed.push({
      study,
      digest: studyDigest(study),
      decision: decisionWords(await decisionOn(decisionsAt(desk), studyDigest(study))),
    });
  output.table(
    ['study', 'version', 'title', 'decision'],
    listed.map(({ study, decision }) => [study.study, String(study.version), study.title, decision]),
  );
  output.result(
    listed.map(({ study, digest, decision }) => ({ study: study.study, version: study.version, digest, decision })),
  );
}

const decisionsAt = (desk: ProviderDesk): Decisions => ({
  register: registerOf(desk),
  signer: desk.approver,
  approverKeys: desk.settings.approverKeys,
  provider: desk.settings.provider,
  clock: desk.clock,
});

function decisionWords(decision: Decision): string {
  const { state, approval } = decision;
  if (approval === undefined) return state;
  const words = {
    proposed: `proposed by ${approval.approver}; a second person must agree`,
    approved: `approved by ${approval.approver} until ${approval.expiresAt.slice(0, 10)}`,
    expired: `approval by ${approval.approver} expired on ${approval.expiresAt.slice(0, 10)}`,
  };
  return words[state];
}

type Shown = { readonly all: readonly Study[]; readonly study: Study };

async function showStudy(context: CommandContext, desk: ProviderDesk, { all, study }: Shown): Promise<void> {
  const { output } = context;
  const plan = planStudy(study);
  for (const line of planWords(plan)) output.line(line);
  const today = desk.clock().toISOString().slice(0, 10);
  const registered = await openRegister(registerOf(desk)).municipalities.list();
  const taking = participants(registered, study.purpose, today, study.study);
  const names = taking.map(({ municipality }) => municipality.name).join(', ') || 'nobody';
  output.line();
  output.line(`Would take part today: ${names} (${taking.length}).`);
  const before = await lastApproved(desk, all, study);
  const changed = before === undefined ? [] : differences(before, study);
  output.line(
    before === undefined
      ? 'No earlier version was approved.'
      : `Compared with version ${before.version}, approved before:`,
  );
  for (const line of differenceWords(changed)) output.line(`  ${line}`);
  const preview = context.arguments.flag('plan-only') ? undefined : await shownPreview(context, study);
  output.result({ plan, participants: taking.map(({ municipality }) => municipality.code), changed, preview });
}

/** The result that the study would give on invented data, one table for each analysis. */
async function shownPreview({ output }: CommandContext, study: Study): Promise<StudyPreview> {
  const { previewStudy } = await import('../../provider/preview.ts');
  output.note('making a preview on invented data; --plan-only leaves it out');
  const preview = await previewStudy(study);
  output.line();
  output.line(
    output.style.bold(
      `What the result would look like: ${preview.municipalities} invented municipalities, with the gate`,
    ),
  );
  output.line('All numbers below are synthetic: they show the shape of the result, never its values.');
  for (const { id, question } of study.analyses) {
    const rows = preview.estimates.filter((row) => row.analysis_id === id);
    output.line();
    output.line(`${id}: ${question ?? ''}`);
    output.table(previewHeader, rows.slice(0, previewRows).map(previewCells));
    if (rows.length > previewRows) output.line(`and ${rows.length - previewRows} more`);
  }
  return preview;
}

const previewRows = 12;
const previewHeader = ['group', 'measure', 'day', 'n', 'estimate', '95% interval'];

const previewCells = (row: EstimateRow): readonly string[] => [
  groupInWords(row.group),
  measureInWords(row.measure),
  row.time_days === null ? '' : String(row.time_days),
  row.n === null ? '' : numberInWords(row.n),
  valueInWords(row),
  intervalInWords(row),
];

/** The approver's role reads all of it: who decides needs no other. */
const registerOf = (desk: ProviderDesk) => desk.store('register', 'approver');

const isApproved = async (desk: ProviderDesk, study: Study): Promise<boolean> =>
  (await approvalKeys(registerOf(desk), studyDigest(study))).length > 0;

async function lastApproved(desk: ProviderDesk, all: readonly Study[], study: Study): Promise<Study | undefined> {
  const earlier = all.filter((each) => each.study === study.study && each.version < study.version);
  for (const each of earlier.toSorted((left, right) => right.version - left.version))
    if (await isApproved(desk, each)) return each;
  return undefined;
}
