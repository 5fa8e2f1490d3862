import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { localName, type Place, queueArn, sqsService } from '../names.ts';
import { type NamedRole, pascal } from './named-role.ts';
import type { PurposeKey } from './purpose-key.ts';

/** A queue: who works on it, how long one message may take, and a key if SQS's own is not enough. */
export type QueueProps = {
  readonly place: Place;
  readonly name: string;
  readonly workTimeout: Duration;
  readonly key?: PurposeKey;
};

/** A standard queue over TLS only, with a dead-letter queue that keeps what failed five times for 14 days. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly arn: string;
  readonly name: string;
  readonly deadLetterName: string;
  /** Key of the queue and its dead letters, where SQS's own is not enough. */
  readonly key: PurposeKey | undefined;
  readonly #throughSqs: { readonly StringEquals: Readonly<Record<string, string>> };

  constructor(scope: Construct, props: QueueProps) {
    super(scope, `${pascal(props.name)}Queue`);
    const { place, name, workTimeout, key } = props;
    this.key = key;
    this.#throughSqs = { StringEquals: { 'kms:ViaService': sqsService(place.region) } };
    this.arn = queueArn(place, name);
    this.name = localName(place, name);
    this.deadLetterName = localName(place, `${name}-dead`);
    const secured = {
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: key.key }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...secured,
      queueName: this.deadLetterName,
      retentionPeriod: Duration.days(14),
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, 'Source', this.arn)],
      },
    });
    this.queue = new Queue(this, 'Queue', {
      ...secured,
      queueName: this.name,
      retentionPeriod: Duration.days(7),
      visibilityTimeout: Duration.seconds(6 * workTimeout.toSeconds()),
      receiveMessageWaitTime: Duration.seconds(20),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
  }

  /** Lets a role take messages off the queue and settle them. */
  allowConsume(role: NamedRole): void {
    const actions = [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueAttributes',
    ];
    role.may({ actions, resources: [this.arn] });
    if (this.key === undefined) return;
    role.may({ actions: ['kms:Decrypt'], resources: [this.key.arn], conditions: this.#throughSqs });
    this.key.allow(role, ['kms:Decrypt'], this.#throughSqs);
  }

  /** Lets a role look into the dead letters and send them back to the queue. */
  allowRedrive(role: NamedRole): void {
    const look = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    const move = ['sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks'];
    role.may({ actions: [...look, ...move], resources: [`${this.arn}-dead`] });
    role.may({ actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'], resources: [this.arn] });
    if (this.key === undefined) return;
    const uses = ['kms:GenerateDataKey', 'kms:Decrypt'];
    role.may({ actions: uses, resources: [this.key.arn], conditions: this.#throughSqs });
    this.key.allow(role, uses, this.#throughSqs);
  }

  /** Lets one role of another account send; that account must allow it too. */
  acceptFromRole(accountId: string, principalArn: string): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AccountPrincipal(accountId)],
        actions: ['sqs:SendMessage'],
        resources: [this.arn],
        conditions: { ArnEquals: { 'aws:PrincipalArn': principalArn } },
      }),
    );
    this.key?.allow({ accountId, principalArn }, ['kms:GenerateDataKey', 'kms:Decrypt'], this.#throughSqs);
  }

  /** Lets one rule of EventBridge in the same account send what it matches. */
  acceptFromRule(arn: string): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.arn],
        conditions: { ArnEquals: { 'aws:SourceArn': arn }, StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }

  /** Lets S3 tell of new objects in one bucket of the same account. */
  acceptFromBucket(arn: string): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.arn],
        conditions: { ArnEquals: { 'aws:SourceArn': arn }, StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }
}
