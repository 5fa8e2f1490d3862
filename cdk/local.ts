import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import cdk from '../cdk.json' with { type: 'json' };
import { buildResearcher } from './build.ts';
import { parseProviderSettings, parseResearcherSettings, readSettings } from './configuration.ts';
import { buildProvider } from './provider/provider.ts';

/**
 * Writes the templates of a local cloud to standard output: `{"<party>": [{stackName, accountId, region, template}]}`.
 * The parties come as JSON on standard input; everything else is as in the example settings. Nothing is bundled. The key
 * of a researcher's inbox exists only in the researcher's template: providers get `inboxKeyArn` as the request gives it.
 */

const Party = z.strictObject({ id: z.string(), accountId: z.string() });
/** `releaseKeys` is as `keyGenerations` of a provider's settings. */
const Provider = Party.extend({
  releaseKeys: z.strictObject({ release: z.int(), nextRelease: z.boolean() }).optional(),
});
const Request = z.strictObject({
  stage: z.string(),
  region: z.string(),
  mailFrom: z.string(),
  providers: z.array(Provider),
  researchers: z.array(Party.extend({ inboxKeyArn: z.string() })),
});
type Request = z.infer<typeof Request>;
type Party = z.infer<typeof Party>;

const Input = z.looseObject({ mail: z.looseObject({}).optional() });

/** Parties of the same kind have stacks of the same name, so each has an app of its own. */
const newApp = (): App =>
  new App({ context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });

function templatesOf(app: App) {
  return app.synth().stacks.map((stack) => {
    const template: unknown = stack.template;
    const { account: accountId, region } = stack.environment;
    return { stackName: stack.stackName, accountId, region, template };
  });
}

function researcher({ stage, region, providers }: Request, { id, accountId }: Party) {
  const app = newApp();
  const settings = {
    ...Input.parse(readSettings('researcher', 'example')),
    researcherId: id,
    accountId,
    region,
    providers: providers.map((known) => ({ id: known.id, accountId: known.accountId, region, stage })),
  };
  buildResearcher(app, parseResearcherSettings(stage, settings));
  return templatesOf(app);
}

/** Mail goes to reserved names only (RFC 2606): nobody at a municipality gets a mail of a local cloud. */
const recipientDomains = ['*.example'];

function provider(
  { stage, region, mailFrom, researchers }: Request,
  { id, accountId, releaseKeys }: z.infer<typeof Provider>,
) {
  const app = newApp();
  const input = Input.parse(readSettings('provider', 'example'));
  const settings = parseProviderSettings(stage, {
    ...input,
    providerId: id,
    accountId,
    region,
    researchers: researchers.map((each) => ({ ...each, stage })),
    ...(releaseKeys === undefined ? {} : { keyGenerations: releaseKeys }),
    reports: {
      domain: mailFrom.split('@').at(-1),
      certificateArn: `arn:aws:acm:${region}:${accountId}:certificate/00000000-0000-0000-0000-000000000000`,
    },
    mail: { ...input.mail, from: mailFrom },
  });
  buildProvider(app, { ...settings, mail: { ...settings.mail, recipientDomains } });
  return templatesOf(app);
}

const request = Request.parse(JSON.parse(readFileSync(0, 'utf8')));
const parties = [
  ...request.researchers.map((party) => [party.id, researcher(request, party)] as const),
  ...request.providers.map((party) => [party.id, provider(request, party)] as const),
];
process.stdout.write(JSON.stringify(Object.fromEntries(parties)));
