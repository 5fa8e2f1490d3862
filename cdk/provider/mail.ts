import { Aws, CfnOutput, Duration } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import {
  CfnConfigurationSetEventDestination,
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { NamedRole } from '../constructs/named-role.ts';
import { localName, queueArn } from '../names.ts';
import type { ProviderSettings } from '../settings.ts';

/** Sends only as the agreed sender and only to domains of municipalities. */
export function allowMail(role: NamedRole, settings: ProviderSettings): void {
  const arn = (kind: string, name: string): string =>
    `arn:${Aws.PARTITION}:ses:${settings.region}:${settings.accountId}:${kind}/${name}`;
  role.may({
    actions: ['ses:SendEmail'],
    resources: [arn('identity', settings.reports.domain), arn('configuration-set', localName(settings, 'mail'))],
    conditions: {
      StringEquals: { 'ses:FromAddress': settings.mail.from },
      'ForAllValues:StringLike': { 'ses:Recipients': settings.mail.recipientDomains.map((domain) => `*@${domain}`) },
      Null: { 'ses:Recipients': 'false' },
    },
  });
}

/** The mail domain: DKIM, own MAIL FROM, TLS required, no tracking (it would rewrite the link). */
export function mailDomain(scope: Construct, settings: ProviderSettings): void {
  const configurationSet = new ConfigurationSet(scope, 'Mail', {
    configurationSetName: localName(settings, 'mail'),
    tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    reputationMetrics: true,
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    maxDeliveryDuration: Duration.hours(12),
  });
  new CfnConfigurationSetEventDestination(scope, 'MailEvents', {
    configurationSetName: configurationSet.configurationSetName,
    eventDestination: {
      enabled: true,
      matchingEventTypes: ['bounce', 'complaint', 'reject', 'delivery', 'deliveryDelay'],
      cloudWatchDestination: {
        dimensionConfigurations: [
          { dimensionName: 'stage', dimensionValueSource: 'messageTag', defaultDimensionValue: settings.stage },
        ],
      },
    },
  });
  tellOfReturnedMail(scope, settings, configurationSet);
  const identity = new EmailIdentity(scope, 'MailDomain', {
    identity: Identity.domain(settings.reports.domain),
    configurationSet,
    mailFromDomain: `mail.${settings.reports.domain}`,
  });
  mailRecords(scope, settings, identity);
}

/** Prints the DNS records without which SES sends nothing (DKIM), or mail fails SPF (MAIL FROM). */
function mailRecords(scope: Construct, { region, reports }: ProviderSettings, { dkimRecords }: EmailIdentity): void {
  const from = `mail.${reports.domain}`;
  const records = {
    ...Object.fromEntries(
      dkimRecords.map(({ name, value }, index) => [`MailDkim${index + 1}`, `${name} CNAME ${value}`] as const),
    ),
    MailFromMx: `${from} MX 10 feedback-smtp.${region}.amazonses.com`,
    MailFromSpf: `${from} TXT "v=spf1 include:amazonses.com -all"`,
  };
  for (const [name, value] of Object.entries(records))
    new CfnOutput(scope, name, { value, description: 'DNS of the mail domain' });
}

/** Bounces and complaints go by the default event bus to the queue of mail events; a code or figure is in none of them. */
function tellOfReturnedMail(scope: Construct, settings: ProviderSettings, configurationSet: ConfigurationSet): void {
  new CfnConfigurationSetEventDestination(scope, 'ReturnedMail', {
    configurationSetName: configurationSet.configurationSetName,
    eventDestination: {
      enabled: true,
      matchingEventTypes: ['bounce', 'complaint'],
      eventBridgeDestination: {
        eventBusArn: `arn:${Aws.PARTITION}:events:${settings.region}:${settings.accountId}:event-bus/default`,
      },
    },
  });
  new CfnRule(scope, 'ReturnedMailRule', {
    name: localName(settings, 'mail-events'),
    description: 'Vroegzicht: mail to a municipality that bounced or was complained of',
    eventPattern: {
      source: ['aws.ses'],
      'detail-type': ['Email Bounced', 'Email Complaint Received'],
      resources: [{ suffix: `configuration-set/${localName(settings, 'mail')}` }],
    },
    targets: [{ id: 'queue', arn: queueArn(settings, 'mail-events') }],
  });
}
