import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../failure.ts';
import { sha256, studyDigest } from '../../signing/canonical.ts';
import {
  addObjectionTo,
  answerCoAuthor,
  newNotice,
  noticeText,
  PublicationNotice,
  publishable,
  resolveObjections,
} from '../../study/publication.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command, CommandContext } from '../command.ts';
import { resultsFolderOf, resultsOption, studyPathOf, studyPositional } from '../study-argument.ts';

const Ground = z.enum(['intellectual-property', 'confidential', 'other']);

/** `vroegzicht study publish STUDY`. */
export const command: Command = {
  name: ['study', 'publish'],
  summary: 'give the 30-day notice and keep objections and co-authorship',
  description: 'Without options it says whether the study may be published today; exit code 2 when it may not.',
  positionals: studyPositional,
  options: {
    notice: { type: 'flag', help: 'give the notice of exactly the tables and figures in the results folder' },
    'co-author': {
      type: 'text',
      placeholder: 'NAME',
      help: 'with --notice: offer co-authorship; repeat',
      multiple: true,
    },
    objection: {
      type: 'text',
      placeholder: 'NAME',
      help: 'record an objection of this partner, with --ground and --text',
    },
    ground: { type: 'text', placeholder: 'WORD', help: 'intellectual-property, confidential or other' },
    text: { type: 'text', placeholder: 'TEXT', help: 'what the objection is about' },
    resolve: { type: 'text', placeholder: 'NAME', help: 'the objections of this partner are settled' },
    accepted: { type: 'text', placeholder: 'NAME', help: 'this person accepted co-authorship' },
    declined: { type: 'text', placeholder: 'NAME', help: 'this person declined co-authorship' },
    ...resultsOption,
  },
  examples: [
    'vroegzicht study publish study.yaml --notice --co-author "J. Jansen"',
    'vroegzicht study publish study.yaml --objection "Gemeente Voorbeeld" --ground confidential --text "table 2"',
  ],
  run: async (context) => {
    const path = await studyPathOf(context);
    const folder = resultsFolderOf(context, path);
    const today = new Date().toISOString().slice(0, 10);
    const present = await readNotice(folder);
    const next = context.arguments.flag('notice')
      ? await give(context, path, folder, present)
      : change(context, present, today);
    await writeFile(join(folder, 'notice.json'), `${JSON.stringify(next, undefined, 2)}\n`);
    await writeFile(join(folder, 'notice.md'), noticeText(next));
    const { may, why } = publishable(next, today);
    if (context.arguments.flag('notice'))
      context.output.line(
        `Notice of ${next.items.length} files is in ${join(folder, 'notice.md')}: send it to every partner.`,
      );
    context.output.line(`${may ? 'May be published' : 'May not be published yet'}: ${why}`);
    const asksOnly = !context.arguments.flag('notice') && next === present;
    if (!may && asksOnly) return new Failure('refused', 'not-publishable', why, 'wait, or settle the objections');
    context.output.result({ ...next, may, why });
    return undefined;
  },
};

async function readNotice(folder: string): Promise<PublicationNotice | undefined> {
  const text = await readFile(join(folder, 'notice.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : PublicationNotice.parse(JSON.parse(text));
}

async function give(
  { arguments: given }: CommandContext,
  path: string,
  folder: string,
  present: PublicationNotice | undefined,
): Promise<PublicationNotice> {
  if (present !== undefined)
    throw new Failure(
      'refused',
      'notice-exists',
      `notice was given on ${present.noticedOn}`,
      'a changed set of results needs a new results folder',
    );
  const study = await readStudyFile(path);
  const names = (await readdir(folder, { recursive: true }).catch(() => [])).toSorted((left, right) =>
    left < right ? -1 : 1,
  );
  const items = [];
  for (const file of names.filter((name) =>
    /^(estimates|report|figures)[^/]*(\/[^/]+)?\.(csv|tex|html|svg)$/.test(name),
  ))
    items.push({ file, sha256: sha256(await readFile(join(folder, file))) });
  if (items.length === 0)
    throw new Failure(
      'wrong-use',
      'nothing-to-publish',
      `${folder} holds no tables or figures`,
      'run study report or study export first',
    );
  const about = {
    study: study.study,
    version: study.version,
    studyDigest: studyDigest(study),
    title: study.title,
    items,
  };
  return newNotice(about, given.list('co-author'), new Date().toISOString().slice(0, 10));
}

function change(
  { arguments: given }: CommandContext,
  present: PublicationNotice | undefined,
  today: string,
): PublicationNotice {
  if (present === undefined)
    throw new Failure('wrong-use', 'no-notice', 'no notice was given yet', 'give it with --notice');
  const from = given.text('objection');
  if (from !== undefined) {
    const ground = Ground.safeParse(given.text('ground')).data;
    const text = given.text('text');
    if (ground === undefined || text === undefined)
      throw new Failure(
        'wrong-use',
        'objection-incomplete',
        'an objection has a ground and a text',
        `give --ground ${Ground.options.join('|')} and --text`,
      );
    return addObjectionTo(present, { from, ground, text }, today);
  }
  const resolved = given.text('resolve');
  if (resolved !== undefined) return resolveObjections(present, resolved, today);
  const accepted = given.text('accepted');
  const declined = given.text('declined');
  if (accepted !== undefined) return answerCoAuthor(present, accepted, 'accepted');
  return declined === undefined ? present : answerCoAuthor(present, declined, 'declined');
}
