import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { codeVersion } from '../code-version.ts';
import { accessLogs } from '../constructs/access-logs.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { monthlyBudget } from '../constructs/budget.ts';
import { EncryptedBucket } from '../constructs/encrypted-bucket.ts';
import type { LogSettings } from '../constructs/engine-function.ts';
import { allowLogService } from '../constructs/log-key.ts';
import { NamedRole } from '../constructs/named-role.ts';
import { notifyOfNewObjects } from '../constructs/notify.ts';
import { PurposeKey } from '../constructs/purpose-key.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { roleWithFunction } from '../constructs/role-with-function.ts';
import { SigningKey } from '../constructs/signing-key.ts';
import { watchFunction, watchQueue } from '../constructs/watch.ts';
import { queueArn, roleArn, sqsService } from '../names.ts';
import type { ResearcherSettings } from '../settings.ts';

/** The researcher's account: an inbox that providers can only add to, and the role that sends signed messages. */
export class ResearcherStack extends Stack {
  readonly inbox: EncryptedBucket;
  readonly taskKey: SigningKey;

  constructor(scope: Construct, id: string, props: StackProps & { readonly settings: ResearcherSettings }) {
    super(scope, id, props);
    const { settings } = props;
    const logs = this.#logs(settings);
    this.inbox = this.#inbox(settings);
    this.taskKey = new SigningKey(this, 'Task', {
      place: settings,
      purpose: 'task',
      description: 'Vroegzicht tasks: signs the messages of this researcher',
      generation: settings.keyGenerations.task,
    });
    const timeout = Duration.seconds(60);
    const results = new QueueWithDeadLetters(this, { place: settings, name: 'results', workTimeout: timeout });
    notifyOfNewObjects(this.inbox, { prefix: 'inbox/', queue: results });
    const received = roleWithFunction(this, settings, logs, {
      name: 'receive-result',
      environment: { codeVersion, researcherId: settings.researcherId, researcherInboxBucket: this.inbox.name },
      memoryMegabytes: settings.memoryMegabytes.other,
      timeout,
    });
    this.inbox.allowRead(received.role, 'inbox/*', 'providers/*', 'studies/*', 'seen/*', 'audit/*');
    this.inbox.allowCreate(received.role, 'verified/*', 'rejected/*', 'seen/*', 'audit/*');
    received.deployed?.consume(results, 5, true);
    this.#people(settings, results);
    const alarms = new AlarmTopic(this, settings, settings.alarms.mailbox);
    watchQueue(alarms, results, settings.alarms.oldestMessageMinutes);
    if (received.deployed !== undefined) {
      watchFunction(alarms, received.deployed.name);
      alarms.onResults(received.deployed, settings.alarms.refusalsPerHour);
    }
    monthlyBudget(this, settings, settings.budget.monthlyUsd, settings.alarms.mailbox);
    new CfnOutput(this, 'InboxKeyArn', { value: this.inbox.key.arn, description: 'for the settings of each provider' });
    new CfnOutput(this, 'TaskKeyArn', { value: this.taskKey.arn, description: 'for vroegzicht.config.json' });
    new CfnOutput(this, 'InboxBucket', { value: this.inbox.name, description: 'for the register of each provider' });
  }

  #logs(settings: ResearcherSettings): LogSettings {
    const description = 'Vroegzicht logs: identifiers and counts only';
    const key = new PurposeKey(this, 'LogKey', { place: settings, purpose: 'logs', description });
    allowLogService(key, settings);
    return { key, retentionDays: settings.retentionDays.logs };
  }

  /** Each provider creates objects, once, under its own prefix; it reads, lists and overwrites nothing. */
  #inbox(settings: ResearcherSettings): EncryptedBucket {
    const { logs, inbox: days } = settings.retentionDays;
    const inbox = new EncryptedBucket(this, {
      place: settings,
      name: 'inbox',
      holds: 'signed results of the providers',
      accessLogs: accessLogs(this, settings, logs),
      lifecycle: [{ id: 'end', expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(30) }],
    });
    inbox.enforceOwnKey();
    inbox.createOnly('providers/*', 'studies/*');
    for (const { id, accountId, ...place } of settings.providers) {
      const deliverer = roleArn({ ...place, accountId }, 'release-result');
      inbox.bucket.addToResourcePolicy(
        new PolicyStatement({
          principals: [new AccountPrincipal(accountId)],
          actions: ['s3:PutObject'],
          resources: inbox.objects([`inbox/${id}/*`]),
          conditions: { ArnEquals: { 'aws:PrincipalArn': deliverer }, Null: { 's3:if-none-match': 'false' } },
        }),
      );
      inbox.trustInKeyPolicy({ accountId, principalArn: deliverer }, 'kms:GenerateDataKey');
    }
    return inbox;
  }

  /** Who signs and sends messages; and who reads what came back, says whose keys are trusted, and redrives. */
  #people(settings: ResearcherSettings, results: QueueWithDeadLetters): void {
    const role = NamedRole.ofPeople(this, settings, 'task-sender', settings.people.senders);
    this.taskKey.allowSign(role);
    role.may({
      actions: ['sqs:SendMessage', 'sqs:GetQueueUrl'],
      resources: settings.providers.map((provider) => queueArn(provider, 'tasks')),
    });
    for (const { taskQueueKeyArn, region } of settings.providers) {
      if (taskQueueKeyArn === undefined) continue;
      const conditions = { StringEquals: { 'kms:ViaService': sqsService(region) } };
      role.may({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [taskQueueKeyArn], conditions });
    }
    const readers = NamedRole.ofPeople(this, settings, 'researcher', settings.people.researchers);
    this.inbox.allowRead(readers, '*');
    this.inbox.allowWrite(readers, 'providers/*', 'studies/*');
    results.allowRedrive(readers);
    NamedRole.ofEmergency(this, settings, settings.people.breakGlass);
  }
}
