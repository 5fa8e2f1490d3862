import * as z from 'zod';
import { Failure } from '../failure.ts';
import { CalendarDay, Sha256, StudyId } from '../protocol/identifiers.ts';

const Person = z.string().min(1).max(200);

/** `notice.json`: what is to be published, from when, who objected and who is offered co-authorship. */
export const PublicationNotice = z.strictObject({
  schema: z.literal('vroegzicht-notice-of-publication/1'),
  study: StudyId,
  version: z.int().min(1),
  studyDigest: Sha256,
  title: z.string().max(200),
  noticedOn: CalendarDay,
  publishableFrom: CalendarDay,
  items: z
    .array(z.strictObject({ file: z.string().max(400), sha256: Sha256 }))
    .min(1)
    .max(1000),
  objections: z
    .array(
      z.strictObject({
        from: Person,
        on: CalendarDay,
        ground: z.enum(['intellectual-property', 'confidential', 'other']),
        text: z.string().min(1).max(2000),
        resolvedOn: CalendarDay.nullable(),
      }),
    )
    .max(200),
  coAuthors: z
    .array(z.strictObject({ name: Person, offeredOn: CalendarDay, answer: z.enum(['open', 'accepted', 'declined']) }))
    .max(200),
});
export type PublicationNotice = z.infer<typeof PublicationNotice>;

const noticeDays = 30;

const daysLater = (day: string, days: number): string =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + days * 86_400_000).toISOString().slice(0, 10);

/** A new notice: publication at the earliest thirty days after `today`. */
export function newNotice(
  about: Pick<PublicationNotice, 'study' | 'version' | 'studyDigest' | 'title' | 'items'>,
  coAuthors: readonly string[],
  today: string,
): PublicationNotice {
  return PublicationNotice.parse({
    schema: 'vroegzicht-notice-of-publication/1',
    ...about,
    noticedOn: today,
    publishableFrom: daysLater(today, noticeDays),
    objections: [],
    coAuthors: coAuthors.map((name) => ({ name, offeredOn: today, answer: 'open' })),
  });
}

/** Adds an objection while the notice runs; afterwards it is too late, and that is said. */
export function addObjectionTo(
  notice: PublicationNotice,
  objection: Pick<PublicationNotice['objections'][number], 'from' | 'ground' | 'text'>,
  today: string,
): PublicationNotice {
  if (today >= notice.publishableFrom)
    throw new Failure(
      'refused',
      'notice-over',
      `the notice ended on ${notice.publishableFrom}`,
      'talk with the researchers',
    );
  return PublicationNotice.parse({
    ...notice,
    objections: [...notice.objections, { ...objection, on: today, resolvedOn: null }],
  });
}

/** Records that the parts someone objected to were removed or settled. */
export function resolveObjections(notice: PublicationNotice, from: string, today: string): PublicationNotice {
  if (!notice.objections.some((objection) => objection.from === from && objection.resolvedOn === null))
    throw new Failure('wrong-use', 'no-objection', `there is no open objection from ${from}`, 'see the notice');
  const objections = notice.objections.map((objection) =>
    objection.from === from && objection.resolvedOn === null ? { ...objection, resolvedOn: today } : objection,
  );
  return { ...notice, objections };
}

/** Records an answer to the offer of co-authorship. */
export function answerCoAuthor(
  notice: PublicationNotice,
  name: string,
  answer: 'accepted' | 'declined',
): PublicationNotice {
  if (!notice.coAuthors.some((each) => each.name === name))
    throw new Failure('wrong-use', 'unknown-author', `nobody offered ${name} co-authorship`, 'see the notice');
  return { ...notice, coAuthors: notice.coAuthors.map((each) => (each.name === name ? { ...each, answer } : each)) };
}

/** Whether it may be published today, or why not. */
export function publishable(notice: PublicationNotice, today: string): { readonly may: boolean; readonly why: string } {
  const open = notice.objections.filter(({ ground, resolvedOn }) => resolvedOn === null && ground !== 'other');
  const reasons = [
    ...(today < notice.publishableFrom ? [`the notice runs until ${notice.publishableFrom}`] : []),
    ...open.map(({ from, ground, text }) => `an objection of ${from} is open (${ground}: ${text})`),
  ];
  return reasons.length === 0
    ? { may: true, why: 'the notice is over and no objection is open' }
    : { may: false, why: reasons.join('; ') };
}

/** The notice as a text for the partners (Markdown). */
export function noticeText(notice: PublicationNotice): string {
  return `# Notice of publication: ${notice.title}

Study ${notice.study}, version ${notice.version}, digest ${notice.studyDigest}.

Notice given on ${notice.noticedOn}. Publication not before ${notice.publishableFrom}.
Until then every partner can object where something is confidential or its own intellectual property; removing that part cures it.

## What is to be published, exactly

${notice.items.map(({ file, sha256 }) => `- ${file} (sha256 ${sha256})`).join('\n')}

## Co-authorship offered to

${notice.coAuthors.length === 0 ? 'nobody' : notice.coAuthors.map(({ name, answer }) => `- ${name}: ${answer}`).join('\n')}

## Objections

${notice.objections.length === 0 ? 'none' : notice.objections.map(({ from, on, ground, text, resolvedOn }) => `- ${from}, ${on}, ${ground}: ${text} (${resolvedOn === null ? 'open' : `resolved ${resolvedOn}`})`).join('\n')}
`;
}
