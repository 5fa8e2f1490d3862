import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { accessLogs } from '../constructs/access-logs.ts';
import { notifyOfNewObjects } from '../constructs/notify.ts';
import { PurposeKey } from '../constructs/purpose-key.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { ExchangeKey, PseudonymKey, SigningKey } from '../constructs/signing-key.ts';
import { roleArn, ruleArn } from '../names.ts';
import type { ProviderSettings } from '../settings.ts';
import { type DataBuckets, dataBuckets } from './data-buckets.ts';
import { people } from './people.ts';

/** How long one message of each queue may take: the time-out of its function. */
export const workTimeouts = {
  tasks: Duration.seconds(60),
  inbox: Duration.minutes(15),
  jobs: Duration.minutes(15),
  releases: Duration.seconds(60),
  reports: Duration.seconds(60),
  erasures: Duration.minutes(15),
  'mail-events': Duration.seconds(60),
} as const;

/** A queue of the provider. */
export type ProviderQueue = keyof typeof workTimeouts;

/** Everything that must survive: buckets, queues and keys; and the roles of people, who read none of the extracts. */
export class DataStack extends Stack {
  readonly buckets: DataBuckets;
  readonly queues: Readonly<Record<ProviderQueue, QueueWithDeadLetters>>;
  readonly releaseKey: SigningKey;
  /** Made to be announced; nobody signs with it yet. */
  readonly nextReleaseKey: SigningKey | undefined;
  readonly approvalKey: SigningKey;
  readonly exchangeKey: ExchangeKey;
  readonly pseudonymKey: PseudonymKey;

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly settings: ProviderSettings; readonly endpointId: string },
  ) {
    super(scope, id, props);
    const { settings, endpointId } = props;
    this.buckets = dataBuckets(this, settings, accessLogs(this, settings, settings.retentionDays.logs), endpointId);
    const { release, nextRelease, approval, exchange } = settings.keyGenerations;
    this.releaseKey = this.#newest(release, (generation) => this.#releaseKey(settings, generation));
    this.nextReleaseKey = nextRelease ? this.#releaseKey(settings, release + 1) : undefined;
    const description = 'Vroegzicht approval: signs the approval of a study by a person';
    const approvals = { place: settings, purpose: 'approval', description };
    this.approvalKey = this.#newest(
      approval,
      (generation) => new SigningKey(this, 'Approval', { ...approvals, generation }),
    );
    this.exchangeKey = this.#newest(exchange, (generation) => new ExchangeKey(this, 'Exchange', settings, generation));
    this.pseudonymKey = new PseudonymKey(this, 'Pseudonyms', settings);
    this.queues = {
      tasks: this.#taskQueue(settings),
      inbox: this.#queue(settings, 'inbox'),
      jobs: this.#queue(settings, 'jobs'),
      releases: this.#queue(settings, 'releases'),
      reports: this.#queue(settings, 'reports'),
      erasures: this.#queue(settings, 'erasures'),
      'mail-events': this.#queue(settings, 'mail-events'),
    };
    this.#notifications();
    this.queues['mail-events'].acceptFromRule(ruleArn(settings, 'mail-events'));
    people(this, settings, this);
    this.#outputs();
  }

  /** Which queue is told of new objects of which bucket. */
  #notifications(): void {
    notifyOfNewObjects(this.buckets.register, { prefix: 'objections/', queue: this.queues.erasures });
    notifyOfNewObjects(this.buckets.inbox, { prefix: '', queue: this.queues.inbox });
    notifyOfNewObjects(this.buckets.jobs, { prefix: '', queue: this.queues.jobs });
    notifyOfNewObjects(this.buckets.releases, { prefix: '', queue: this.queues.releases });
    const { reports } = this.queues;
    notifyOfNewObjects(
      this.buckets.reports,
      { prefix: 'own/', queue: reports },
      { prefix: 'renewals/', queue: reports },
    );
  }

  /** ARNs of keys that commands of people, or settings of researchers, name. */
  #outputs(): void {
    const description = 'for vroegzicht.config.json and keys rotate';
    const keys = {
      ReleaseKeyArn: this.releaseKey,
      ApprovalKeyArn: this.approvalKey,
      ExchangeKeyArn: this.exchangeKey,
      ...(this.nextReleaseKey === undefined ? {} : { NextReleaseKeyArn: this.nextReleaseKey }),
    };
    for (const [name, { arn }] of Object.entries(keys)) new CfnOutput(this, name, { value: arn, description });
    const { key } = this.queues.tasks;
    if (key !== undefined)
      new CfnOutput(this, 'TaskQueueKeyArn', { value: key.arn, description: 'taskQueueKeyArn of each researcher' });
  }

  /**
   * The key of the newest generation. Former ones stay in the template without a user, and exported: CloudFormation refuses to take
   * away an export that another stack still imports, and that stack is updated after this one.
   */
  #newest<Made extends PurposeKey>(generation: number, make: (generation: number) => Made): Made {
    for (let former = 1; former < generation; former += 1) this.exportValue(make(former).arn);
    return make(generation);
  }

  #releaseKey(place: ProviderSettings, generation: number): SigningKey {
    const description = 'Vroegzicht release: signs what leaves for a researcher';
    return new SigningKey(this, 'Release', { place, purpose: 'release', description, generation });
  }

  #queue(place: ProviderSettings, name: ProviderQueue): QueueWithDeadLetters {
    return new QueueWithDeadLetters(this, { place, name, workTimeout: workTimeouts[name] });
  }

  #taskQueue(place: ProviderSettings): QueueWithDeadLetters {
    const description = 'Vroegzicht tasks: messages of researchers on their way';
    const key =
      place.taskQueueEncryption === 'customer-key'
        ? { key: new PurposeKey(this, 'TaskQueueKey', { place, purpose: 'task-queue', description }) }
        : {};
    const queue = new QueueWithDeadLetters(this, { place, name: 'tasks', workTimeout: workTimeouts.tasks, ...key });
    for (const { accountId, stage } of place.researchers) {
      queue.acceptFromRole(accountId, roleArn({ accountId, stage, region: place.region }, 'task-sender'));
    }
    return queue;
  }
}
