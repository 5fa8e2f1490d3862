import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { codeVersion } from '../code-version.ts';
import type { EngineFunction, LogSettings } from '../constructs/engine-function.ts';
import { type NamedRole } from '../constructs/named-role.ts';
import { type RoleWithFunction, roleWithFunction } from '../constructs/role-with-function.ts';
import { bucketArn, type Place, s3Service } from '../names.ts';
import type { KnownResearcher, ProviderSettings } from '../settings.ts';
import { type DataStack, workTimeouts } from './data-stack.ts';
import { allowMail, mailDomain } from './mail.ts';

/** What the release functions are built on. */
export type ReleaseProps = StackProps & {
  readonly settings: ProviderSettings;
  readonly data: DataStack;
  readonly logs: LogSettings;
};

/** Signs and delivers releases, and mails municipalities; reads no extract. */
export class ReleaseStack extends Stack {
  readonly functions: readonly EngineFunction[];

  constructor(scope: Construct, id: string, props: ReleaseProps) {
    super(scope, id, props);
    const all = [this.#releaseResult(props), this.#notifyMunicipality(props), this.#receiveMailEvent(props)];
    this.functions = all.flatMap(({ deployed }) => (deployed === undefined ? [] : [deployed]));
    mailDomain(this, props.settings);
  }

  #releaseResult({ settings, data, logs }: ReleaseProps): RoleWithFunction {
    const { register, releases, reports, ledger } = data.buckets;
    const made = roleWithFunction(this, settings, logs, {
      name: 'release-result',
      environment: {
        providerId: settings.providerId,
        codeVersion,
        registerBucket: register.name,
        releasesBucket: releases.name,
        reportsBucket: reports.name,
        ledgerBucket: ledger.name,
        releaseKeyArn: data.releaseKey.arn,
        approverKeys: JSON.stringify({ keys: settings.approverKeys }),
      },
      memoryMegabytes: settings.memoryMegabytes.other,
      timeout: workTimeouts.releases,
    });
    releases.allowRead(made.role, '*');
    releases.allowCreate(made.role, 'notices/*', 'envelopes/*', 'deliveries/*');
    releases.allowWrite(made.role, 'sequence/*');
    register.allowRead(made.role, 'researchers/*', 'messages/*', 'approvals/*', 'outcomes/*');
    register.allowCreate(made.role, 'outcomes/*');
    reports.allowCreate(made.role, 'own/*');
    data.releaseKey.allowSign(made.role);
    ledger.allowRead(made.role, 'audit/*');
    ledger.allowCreate(made.role, 'audit/*');
    for (const researcher of settings.researchers) allowDelivery(made.role, settings, researcher);
    made.deployed?.consume(data.queues.releases, 5, !settings.paused);
    return made;
  }

  #notifyMunicipality({ settings, data, logs }: ReleaseProps): RoleWithFunction {
    const { register, reports, ledger } = data.buckets;
    const made = roleWithFunction(this, settings, logs, {
      name: 'notify-municipality',
      environment: {
        providerId: settings.providerId,
        codeVersion,
        registerBucket: register.name,
        reportsBucket: reports.name,
        ledgerBucket: ledger.name,
        reportBaseUrl: `https://${settings.reports.domain}`,
        mailFrom: settings.mail.from,
        mailContact: settings.mail.contact,
      },
      memoryMegabytes: settings.memoryMegabytes.other,
      timeout: workTimeouts.reports,
    });
    reports.allowRead(made.role, 'own/*', 'mails/*', 'links/*', 'renewals/*', 'renewed/*');
    reports.allowCreate(made.role, 'links/*', 'messages/*', 'renewed/*');
    reports.allowChange(made.role, 'links/*');
    reports.allowWrite(made.role, 'mails/*');
    register.allowRead(made.role, 'municipalities/*');
    ledger.allowRead(made.role, 'audit/*');
    ledger.allowCreate(made.role, 'audit/*');
    allowMail(made.role, settings);
    made.deployed?.consume(data.queues.reports, 2, !settings.paused);
    return made;
  }

  /** Notes a bounce or complaint with the report; it sends nothing and reads no figure. */
  #receiveMailEvent({ settings, data, logs }: ReleaseProps): RoleWithFunction {
    const { reports, ledger } = data.buckets;
    const made = roleWithFunction(this, settings, logs, {
      name: 'receive-mail-event',
      environment: {
        providerId: settings.providerId,
        codeVersion,
        reportsBucket: reports.name,
        ledgerBucket: ledger.name,
      },
      memoryMegabytes: settings.memoryMegabytes.other,
      timeout: workTimeouts['mail-events'],
    });
    reports.allowRead(made.role, 'messages/*', 'mails/*');
    reports.allowWrite(made.role, 'mails/*');
    ledger.allowRead(made.role, 'audit/*');
    ledger.allowCreate(made.role, 'audit/*');
    made.deployed?.consume(data.queues['mail-events'], 2, !settings.paused);
    return made;
  }
}

/** Creates, once, objects under this provider's prefix of the researcher's inbox; reads nothing there. */
function allowDelivery(role: NamedRole, settings: ProviderSettings, researcher: KnownResearcher): void {
  const there = inboxPlace(researcher);
  const inbox = bucketArn(there, 'inbox');
  const prefix = `inbox/${settings.providerId}`;
  role.may({
    actions: ['s3:PutObject'],
    resources: [`${inbox}/${prefix}/*`],
    conditions: {
      Null: { 's3:if-none-match': 'false' },
      StringEquals: { 's3:ResourceAccount': researcher.accountId },
    },
    reason: 'a delivered object is named by its digest; bucket, owner and prefix are fixed',
  });
  role.may({
    actions: ['kms:GenerateDataKey'],
    resources: [researcher.inboxKeyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': s3Service(there) },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${inbox}/${prefix}/*` },
    },
  });
}

const inboxPlace = ({ accountId, stage, inboxKeyArn }: KnownResearcher): Place => ({
  accountId,
  stage,
  region: inboxKeyArn.split(':')[3] ?? '',
});
