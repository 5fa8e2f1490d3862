import { App, CfnResource } from 'aws-cdk-lib';
import { buildResearcher } from '../../cdk/build.ts';
import { parseProviderSettings, parseResearcherSettings, readSettings } from '../../cdk/configuration.ts';
import { buildProvider, type Provider } from '../../cdk/provider/provider.ts';
import type { ResearcherStack } from '../../cdk/researcher/researcher-stack.ts';
import type { ProviderSettings } from '../../cdk/settings.ts';
import cdk from '../../cdk.json' with { type: 'json' };
import { localKeyArn, type SynthesisedTemplate } from '../../lib/local/policies/template-values.ts';

/** Both sides of the example deployment before synth, so that a test may change them. */
export type ExampleApp = {
  readonly app: App;
  readonly provider: Provider;
  readonly researcher: ResearcherStack;
};

/**
 * Builds both roles from the example settings, some of the provider's changed if need be, and bundles no function. CDK's own check of the
 * templates takes three seconds, so it is asked for in `npm run prove`; `npx cdk synth` always does it.
 */
export function exampleApp(
  options: { readonly isChecked?: boolean; readonly settings?: Partial<ProviderSettings> } = {},
): ExampleApp {
  const { isChecked = false, settings: changes = {} } = options;
  const app = new App({
    context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: isChecked,
  });
  const researcher = buildResearcher(app, parseResearcherSettings('example', readSettings('researcher', 'example')));
  const settings = parseProviderSettings('example', readSettings('provider', 'example'));
  const inboxKeyArn = inboxKeyOf(researcher);
  const researchers = settings.researchers.map((each) => ({ ...each, inboxKeyArn }));
  return { app, researcher, provider: buildProvider(app, { ...settings, researchers, ...changes }) };
}

/** Synthesises an app into templates with their places. */
export function templatesOf({ app }: ExampleApp): readonly SynthesisedTemplate[] {
  return app.synth().stacks.map((stack) => {
    const template: unknown = stack.template;
    const { account: accountId, region } = stack.environment;
    return { stackName: stack.stackName, accountId, region, template };
  });
}

/** What a provider's administrator copies from the researcher's output. */
function inboxKeyOf(stack: ResearcherStack): string {
  const resource = stack.inbox.key.key.node.defaultChild;
  if (!(resource instanceof CfnResource)) throw new TypeError('a key is made of a resource');
  const place = { accountId: stack.account, region: stack.region, stackName: stack.stackName };
  return localKeyArn(place, String(stack.resolve(resource.logicalId)));
}
