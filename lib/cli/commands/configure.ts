import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type * as cdkConfiguration from '../../../cdk/configuration.ts';
import { Failure } from '../../failure.ts';
import type { Command, CommandContext } from '../command.ts';
import { Configuration, configurationName } from '../configuration.ts';
import {
  municipalityKeyPolicyOf,
  Outputs,
  providerConfiguration,
  researcherConfiguration,
} from '../deployed-configuration.ts';
import { readJsonFile } from '../json-file.ts';

const policyFile = 'municipality-key-policy.json';

/** `vroegzicht configure ROLE`. */
export const command: Command = {
  name: ['configure'],
  summary: 'write the configuration of the commands for a deployment on AWS',
  description:
    'ROLE is provider or researcher. Names come from cdk/settings/ROLE.STAGE.json, keys from the file that\n' +
    '`npx cdk deploy --all --outputs-file outputs.json` wrote. A provider also gets the policy of municipality keys.',
  positionals: { name: 'ROLE', minimum: 1, maximum: 1 },
  options: {
    stage: { type: 'text', placeholder: 'STAGE', help: 'stage of the settings, such as production' },
    outputs: { type: 'text', placeholder: 'FILE', help: 'outputs of the deployment' },
    name: { type: 'text', placeholder: 'NAME', help: 'name of the organisation, as others read it' },
    'sender-id': {
      type: 'text',
      placeholder: 'ID',
      help: 'researcher: `UserId` of `aws sts get-caller-identity` in the role that sends tasks',
    },
    'two-persons': { type: 'flag', help: 'provider: every approval needs two persons' },
    profile: {
      type: 'text',
      placeholder: 'ROLE=NAME',
      help: 'AWS profile that takes ROLE: provider-admin, approver, task-sender or researcher; repeat for more',
      multiple: true,
    },
    to: { type: 'text', placeholder: 'DIR', help: 'folder to write to (default the current one)' },
    replace: { type: 'flag', help: 'write over files that are there' },
  },
  examples: [
    'vroegzicht configure provider --stage production --outputs outputs.json --name "Provider A"',
    'vroegzicht configure researcher --stage production --outputs outputs.json --name "ELSA Lab" --sender-id AROA123:r.searcher',
  ],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const files = await filesOf(context);
    const folder = resolve(directory, given.text('to') ?? '.');
    await mkdir(folder, { recursive: true });
    for (const [name, value] of files) {
      const path = join(folder, name);
      const written = await write(path, value, given.flag('replace'));
      if (!written)
        return new Failure('refused', 'file-exists', `${path} is there already`, 'give --replace to write over it');
      output.line(`written ${path}`);
    }
    output.result({ files: files.map(([name]) => join(folder, name)) });
    return undefined;
  },
};

async function write(path: string, value: unknown, replace: boolean): Promise<boolean> {
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  try {
    await writeFile(path, text, { flag: replace ? 'w' : 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function filesOf(context: CommandContext): Promise<readonly (readonly [name: string, value: unknown])[]> {
  const { arguments: given, directory } = context;
  const [role = ''] = given.positionals;
  const [stage, path, name] = [given.text('stage'), given.text('outputs'), given.text('name')];
  if (stage === undefined || path === undefined || name === undefined)
    throw new Failure('wrong-use', 'what-deployment', '--stage, --outputs and --name are all needed', 'give all three');
  const outputs = await readJsonFile(resolve(directory, path), Outputs);
  const profiles = profilesOf(given.list('profile'));
  if (role === 'provider') {
    const settings = await settingsOf((cdk) => cdk.parseProviderSettings(stage, cdk.readSettings('provider', stage)));
    const facts = { name, twoPersonRule: given.flag('two-persons'), policyFile, profiles };
    return [
      [policyFile, municipalityKeyPolicyOf(settings, outputs)],
      [configurationName, checked(providerConfiguration(settings, outputs, facts))],
    ];
  }
  if (role !== 'researcher')
    throw new Failure('wrong-use', 'which-role', `a deployment is no ${role}`, 'give provider or researcher');
  const senderId = given.text('sender-id');
  if (senderId === undefined)
    throw new Failure(
      'wrong-use',
      'no-sender',
      'a provider knows the sender of tasks by the id of its role',
      'give --sender-id with the UserId of `aws sts get-caller-identity` in the role that sends tasks',
    );
  const settings = await settingsOf((cdk) => cdk.parseResearcherSettings(stage, cdk.readSettings('researcher', stage)));
  return [
    [
      configurationName,
      checked(researcherConfiguration(settings, outputs, { name, senderId: roleIdOf(senderId), profiles })),
    ],
  ];
}

/** `ROLE=NAME` of every `--profile`. */
function profilesOf(given: readonly string[]): Readonly<Record<string, string>> {
  const wrong = given.find((each) => !/^[a-z-]+=[^=]+$/.test(each));
  if (wrong !== undefined)
    throw new Failure('wrong-use', 'bad-profile', `--profile ${wrong} names no role`, 'give --profile ROLE=NAME');
  return Object.fromEntries(
    given.map((each) => {
      const [role = '', name = ''] = each.split('=', 2);
      return [role, name] as const;
    }),
  );
}

/** The id of a role without its session: whoever takes the role may send. */
const roleIdOf = (userId: string): string => userId.split(':', 1)[0] ?? userId;

/** Reads settings of the stacks as synth does; a setting that stops synth stops this too. */
async function settingsOf<Settings>(read: (cdk: typeof cdkConfiguration) => Settings): Promise<Settings> {
  const cdk = await import('../../../cdk/configuration.ts');
  try {
    return read(cdk);
  } catch (error) {
    if (!(error instanceof cdk.ConfigurationError)) throw error;
    throw new Failure('wrong-use', 'bad-setting', `setting ${error.setting}`, error.remedy);
  }
}

function checked(configuration: unknown): Configuration {
  const parsed = Configuration.safeParse(configuration);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? 'the configuration';
  throw new Failure(
    'wrong-use',
    'bad-configuration',
    `${place}: ${issue?.message ?? 'not valid'}`,
    'correct its source',
  );
}
