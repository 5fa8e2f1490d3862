import type { App } from 'aws-cdk-lib';
import { chosenRoles, parseProviderSettings, parseResearcherSettings, readSettings } from './configuration.ts';
import { localName } from './names.ts';
import { buildProvider } from './provider/provider.ts';
import { ResearcherStack } from './researcher/researcher-stack.ts';
import type { ResearcherSettings } from './settings.ts';
import { stackTags } from './stack-tags.ts';

/** Builds the stacks of the roles that `-c role` and `-c stage` choose. Throws ConfigurationError. */
export function build(app: App): void {
  const stage = String(app.node.tryGetContext('stage') ?? 'example');
  for (const role of chosenRoles(app.node.tryGetContext('role'))) {
    const input = readSettings(role, stage);
    if (role === 'provider') buildProvider(app, parseProviderSettings(stage, input));
    else buildResearcher(app, parseResearcherSettings(stage, input));
  }
}

/** Builds the stack of a researcher. */
export function buildResearcher(app: App, settings: ResearcherSettings): ResearcherStack {
  return new ResearcherStack(app, `researcher-${settings.stage}`, {
    settings,
    stackName: localName(settings, 'researcher'),
    description: 'Inbox, results queue and the role that sends tasks',
    env: { account: settings.accountId, region: settings.region },
    terminationProtection: true,
    tags: stackTags('researcher', settings.stage, 'researcher'),
  });
}
