import { App } from 'aws-cdk-lib';
import { buildResearcher } from '../../cdk/build.ts';
import { parseProviderSettings, parseResearcherSettings, readSettings } from '../../cdk/configuration.ts';
import { buildProvider } from '../../cdk/provider/provider.ts';
import context from '../../cdk.json' with { type: 'json' };
import type { SynthesisedTemplate } from './template-values.ts';

/** The example deployment of both roles, synthesised without bundling: neither npm, esbuild nor AWS is needed. */
export function synthesiseExample(change: (app: App) => void = () => undefined): readonly SynthesisedTemplate[] {
  const app = new App({ context: { ...context.context, 'aws:cdk:bundling-stacks': [] } });
  change(app);
  buildProvider(app, parseProviderSettings('example', readSettings('provider', 'example')));
  buildResearcher(app, parseResearcherSettings('example', readSettings('researcher', 'example')));
  return app.synth().stacks.map(({ stackName, environment, template }) => ({
    stackName,
    accountId: environment.account,
    region: environment.region,
    template,
  }));
}
