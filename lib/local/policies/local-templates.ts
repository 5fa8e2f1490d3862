import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { buildCache, filesIn, forgetOldBuilds, projectRoot as root, sourceDigest } from '../kept-builds.ts';
import type { ReleaseKeys } from '../release-keys.ts';
import { stateFile } from '../state-file.ts';
import { resolveTemplates, type SynthesisedTemplate, textOf } from './template-values.ts';

/** Whose templates are wanted; all of one Region and stage. */
export type TemplateRequest = {
  readonly stage: string;
  readonly region: string;
  readonly mailFrom: string;
  readonly providers: readonly TemplateParty[];
  readonly researchers: readonly TemplateParty[];
};
type TemplateParty = { readonly id: string; readonly accountId: string; readonly releaseKeys?: ReleaseKeys };

const Templates = z.record(
  z.string(),
  z.array(z.object({ stackName: z.string(), accountId: z.string(), region: z.string(), template: z.unknown() })),
);
type Templates = Readonly<Record<string, readonly SynthesisedTemplate[]>>;

const script = fileURLToPath(new URL('../../../cdk/local.ts', import.meta.url));

/**
 * The templates of each party, as `cdk/` synthesises them: offline, in a process of its own (three seconds), and kept in
 * node_modules/.cache until a source of them changes. Undefined where CDK is not installed. Throws when synth fails.
 */
export async function localTemplates(request: TemplateRequest): Promise<Templates | undefined> {
  if (!existsSync(join(root, 'node_modules', 'aws-cdk-lib'))) return undefined;
  const file = stateFile(join(buildCache, `templates-${digestOf(request)}.json`));
  const known = readKnown(file.read);
  if (known !== undefined) return known;
  const templates = withInboxKeys(Templates.parse(JSON.parse(await synthesise(request))), request);
  mkdirSync(buildCache, { recursive: true });
  file.write(templates);
  forgetOldBuilds(/^templates-[0-9a-f]{32}\.json$/);
  return templates;
}

/** What an earlier synth left; a file that is damaged counts as none. */
function readKnown(read: () => unknown): Templates | undefined {
  try {
    return Templates.safeParse(read()).data;
  } catch {
    return undefined;
  }
}

async function synthesise(request: TemplateRequest): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'vroegzicht-synth-'));
  const researchers = request.researchers.map((each) => ({ ...each, inboxKeyArn: placeholder(request.region, each) }));
  try {
    const child = spawn(process.execPath, [script], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: directory },
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    child.stdin.end(JSON.stringify({ ...request, researchers }));
    const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) throw new Error(`the templates of the local cloud cannot be synthesised: ${complaint.trim()}`);
    return output;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Stands for the key of a researcher's inbox until its template is there. */
const placeholder = (region: string, { accountId }: TemplateParty): string =>
  `arn:aws:kms:${region}:${accountId}:key/inbox-of-${accountId}`;

/** What a provider's administrator copies from the output `InboxKeyArn` of a researcher's stack. */
function withInboxKeys(templates: Templates, { region, researchers }: TemplateRequest): Templates {
  const keys = researchers.map(
    (party) => [placeholder(region, party), inboxKeyArn(templates[party.id] ?? [])] as const,
  );
  const filled = keys.reduce((all, [stand, arn]) => all.replaceAll(stand, arn), JSON.stringify(templates));
  return Templates.parse(JSON.parse(filled));
}

function inboxKeyArn(templates: readonly SynthesisedTemplate[]): string {
  const aliases = resolveTemplates(templates).filter(({ type }) => type === 'AWS::KMS::Alias');
  const inbox = aliases.find(({ properties }) => textOf(properties['AliasName']).endsWith('-inbox'));
  if (inbox === undefined) throw new Error('a researcher has no key for its inbox');
  return textOf(inbox.properties['TargetKeyId']);
}

/** Everything that the templates follow from. */
function digestOf(request: TemplateRequest): string {
  const files = [
    ...filesIn(join(root, 'cdk')),
    ...['cdk.json', 'package.json', 'package-lock.json', 'lib/environment.ts'].map((name) => join(root, name)),
    ...['template-values.ts', 'local-templates.ts'].map((name) => join(import.meta.dirname, name)),
  ];
  return sourceDigest(files, JSON.stringify(request), ...readdirSync(join(root, 'functions')).toSorted());
}
