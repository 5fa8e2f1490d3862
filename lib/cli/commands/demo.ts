import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { mailedCodes } from '../../demo/open-page.ts';
import { type Demo, playDemo } from '../../demo/story.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command, CommandContext } from '../command.ts';

const studyFile = (name: string): string => new URL(`../../../studies/${name}.yaml`, import.meta.url).pathname;

/** The researchers' own notebook, and the same questions asked honestly: run after the story, over both providers. */
const furtherStudies = ['effectiveness-notebook-2026', 'effectiveness-2026'];

/** Keeps the page up until Ctrl-C and prints the codes that arrive in the local mailbox. */
async function serve({ output }: CommandContext, { cloud, links }: Demo): Promise<void> {
  output.line(`Municipality's page ${links[0]?.url ?? '(no mail was sent)'}`);
  output.line('Ask for a code there: it arrives in the local mailbox and is printed here. Ctrl-C ends.');
  let seen = cloud.mails().length;
  const watch = setInterval(() => {
    for (const code of mailedCodes(cloud, seen)) output.line(`Code in the mailbox: ${code}`);
    seen = cloud.mails().length;
  }, 300);
  await new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  clearInterval(watch);
}

function tellResults({ output }: CommandContext, demo: Demo, directory: string): void {
  output.line();
  output.line(output.style.bold('All data in this demo are synthetic.'));
  output.line(`Pooled estimates    ${join(directory, 'estimates.csv')}`);
  for (const name of demo.files.filter((file) => file.includes('figures/')))
    output.line(`Figure              ${join(directory, name)}`);
  for (const name of demo.files.filter((file) => file.startsWith('page-')))
    output.line(`Municipality's page ${join(directory, name)}`);
  const release = demo.envelopes.find(({ envelope }) => envelope.body.schema === 'vroegzicht-release/1');
  if (release !== undefined) {
    const { provider, name } = release;
    const words = [
      join(directory, 'envelopes', provider, basename(name)),
      '--keys',
      join(directory, 'keys', `${provider}.jwks.json`),
    ];
    output.line(
      `Verify a release    npx vroegzicht verify ${words.join(' ')} --study ${join(directory, 'study.json')}`,
    );
  }
}

function tellFindings({ output }: CommandContext, { findings }: Demo): void {
  if (findings.length === 0) return;
  output.line();
  output.line(
    output.style.bold('Primary results of effectiveness-2026 over both providers: associations, not effects'),
  );
  for (const { question, lines } of findings) {
    output.line(question);
    for (const line of lines) output.line(`  ${line}`);
  }
}

/** `vroegzicht demo`: the whole product on this machine, from exports to a municipality's page. */
export const command: Command = {
  name: ['demo'],
  summary: 'play the whole story on this machine: exports, a study over two providers, results, a page',
  description: 'Everything is synthetic. The page of the first municipality stays up until Ctrl-C on a terminal.',
  options: {
    municipalities: {
      type: 'text',
      placeholder: 'N',
      help: 'number of municipalities over both providers (default 24)',
    },
    households: { type: 'text', placeholder: 'N', help: 'households of all municipalities together' },
    seed: { type: 'text', placeholder: 'N', help: 'seed of the synthetic data (default 1)' },
    out: { type: 'text', placeholder: 'DIR', help: 'folder for the results (default out/demo)' },
    'no-serve': { type: 'flag', help: 'end after the story instead of serving the page' },
  },
  examples: [
    'vroegzicht demo',
    'vroegzicht demo --no-serve --out out/demo',
    'vroegzicht demo --municipalities 9 --seed 7',
  ],
  run: async (context) => {
    const { arguments: given, output, directory } = context;
    const out = resolve(directory, given.text('out') ?? 'out/demo');
    const exportsDirectory = await mkdtemp(join(tmpdir(), 'vroegzicht-exports-'));
    output.note('Vroegzicht: the whole story on this machine. All data are synthetic.');
    try {
      const demo = await playDemo({
        municipalities: given.integer('municipalities', { minimum: 9, maximum: 60 }) ?? 24,
        households: given.integer('households', { minimum: 1000, maximum: 2_000_000 }),
        seed: given.integer('seed', { minimum: 0, maximum: 2_147_483_647 }) ?? 1,
        study: await readStudyFile(studyFile('contact-and-return-2026')),
        further: await Promise.all(furtherStudies.map((name) => readStudyFile(studyFile(name)))),
        directory: out,
        exportsDirectory,
        tell: output.progress,
      });
      tellFindings(context, demo);
      tellResults(context, demo, out);
      output.result({
        directory: out,
        files: demo.files,
        mails: demo.cloud.mails().length,
        links: demo.links,
        findings: demo.findings,
        synthetic: true,
      });
      if (!given.flag('no-serve') && process.stdout.isTTY) await serve(context, demo);
      await demo.cloud.stop();
      return undefined;
    } finally {
      await rm(exportsDirectory, { recursive: true, force: true });
    }
  },
};
