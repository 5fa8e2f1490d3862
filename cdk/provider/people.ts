import { Aws } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { NamedRole } from '../constructs/named-role.ts';
import type { ProviderSettings } from '../settings.ts';
import type { DataStack } from './data-stack.ts';

/** The roles that people at a provider take: administrator, approver of studies, and break-glass for two persons. */
export function people(scope: Construct, settings: ProviderSettings, data: DataStack): void {
  administrator(scope, settings, data);
  approver(scope, settings, data);
  emergency(scope, settings, data);
}

/** Saves keys, and undoes a change by removing the version that is wrong: it reads nothing. */
function emergency(scope: Construct, settings: ProviderSettings, { buckets }: DataStack): void {
  const glass = NamedRole.ofEmergency(scope, settings, settings.people.breakGlass);
  for (const bucket of [buckets.register, buckets.jobs, buckets.releases, buckets.reports])
    bucket.allowErase(glass, '*');
}

/** Registers, hands in exports, withdraws, audits; decrypts nothing of a municipality and signs nothing. */
function administrator(scope: Construct, settings: ProviderSettings, data: DataStack): void {
  const role = NamedRole.ofPeople(scope, settings, 'provider-admin', settings.people.administrators);
  const { inbox, extracts, register, ledger, releases, reports } = data.buckets;
  inbox.allowCreate(role, '*');
  inbox.allowErase(role, '*');
  register.allowRead(role, '*');
  register.allowWrite(role, 'municipalities/*', 'researchers/*', 'providers/*', 'objections/*');
  extracts.allowErase(role, '*');
  extracts.allowList(role, '*');
  releases.allowRead(role, '*');
  releases.allowCreate(role, 'keys/*');
  reports.allowRead(role, 'links/*', 'mails/*', 'renewed/*');
  reports.allowCreate(role, 'renewals/*');
  reports.allowChange(role, 'links/*');
  reports.allowErase(role, 'own/*');
  ledger.allowRead(role, '*');
  ledger.allowCreate(role, 'audit/*');
  data.releaseKey.allowPublish(role);
  data.nextReleaseKey?.allowPublish(role);
  data.approvalKey.allowPublish(role);
  data.exchangeKey.allowPublish(role);
  municipalityKeys(role, settings);
  for (const queue of Object.values(data.queues)) queue.allowRedrive(role);
}

/** `provider municipality add` makes a key, `withdraw` disables it; both only with the tag that names a municipality. */
function municipalityKeys(role: NamedRole, { region, accountId }: ProviderSettings): void {
  const keys = `arn:${Aws.PARTITION}:kms:${region}:${accountId}:key/*`;
  const tag = 'vroegzicht-municipality';
  role.may({
    actions: ['kms:CreateKey', 'kms:TagResource'],
    resources: ['*'],
    conditions: { Null: { [`aws:RequestTag/${tag}`]: 'false' } },
  });
  acknowledge(role, 'IAM5', 'a key that does not exist yet has no ARN; the request must carry the tag', 'Resource::*');
  role.may({
    actions: ['kms:DescribeKey', 'kms:DisableKey', 'kms:EnableKey', 'kms:ScheduleKeyDeletion'],
    resources: [keys],
    conditions: { Null: { [`aws:ResourceTag/${tag}`]: 'false' } },
    reason: 'municipality keys are made at run time; the tag limits the statement to them',
  });
}

/** Reads what was submitted, signs approvals, and decides on releases that wait for review. */
function approver(scope: Construct, settings: ProviderSettings, data: DataStack): void {
  const role = NamedRole.ofPeople(scope, settings, 'approver', settings.people.approvers);
  const { register, releases, ledger } = data.buckets;
  register.allowRead(role, 'studies/*', 'approvals/*', 'municipalities/*', 'messages/*', 'outcomes/*');
  register.allowCreate(role, 'approvals/*');
  releases.allowRead(role, '*');
  releases.allowCreate(role, 'reviews/*', 'notices/*');
  ledger.allowRead(role, 'audit/*');
  ledger.allowCreate(role, 'audit/*');
  data.approvalKey.allowSign(role);
}
