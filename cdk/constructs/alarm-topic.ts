import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { localName, type Place } from '../names.ts';
import type { EngineFunction } from './engine-function.ts';
import { allowPublishers } from './log-key.ts';
import { pascal } from './named-role.ts';
import { PurposeKey } from './purpose-key.ts';

/** Alarms that mail a staffed mailbox; the topic is encrypted and takes messages from CloudWatch only. */
export class AlarmTopic extends Construct {
  readonly #topic: Topic;
  readonly #namespace: string;

  constructor(scope: Construct, place: Place, mailbox: string) {
    super(scope, 'Alarms');
    this.#namespace = localName(place, 'audit');
    const description = 'Vroegzicht alarms: names of queues, functions and keys';
    const key = new PurposeKey(this, 'Key', { place, purpose: 'alarms', description });
    allowPublishers(key, 'cloudwatch.amazonaws.com');
    this.#topic = new Topic(this, 'Topic', {
      topicName: localName(place, 'alarms'),
      masterKey: key.key,
      enforceSSL: true,
    });
    this.#topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.#topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': place.accountId } },
      }),
    );
    this.#topic.addSubscription(new EmailSubscription(mailbox));
  }

  /** Alarms when a metric reaches `limit` in one period. */
  above(name: string, metric: Metric, limit: number, says: string): void {
    const alarm = new Alarm(this, pascal(name), {
      alarmName: name,
      alarmDescription: says,
      metric,
      threshold: limit,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }

  /** Alarms when lines of a log group that match `pattern` reach `limit` in a period. */
  onLogLines(
    name: string,
    logGroupName: string,
    pattern: string,
    watch: { limit: number; period: Duration; says: string },
  ): void {
    const metricName = name;
    const metricNamespace = this.#namespace;
    new MetricFilter(this, `${pascal(name)}Lines`, {
      logGroup: LogGroup.fromLogGroupName(this, `${pascal(name)}Group`, logGroupName),
      filterPattern: FilterPattern.literal(pattern),
      metricName,
      metricNamespace,
      metricValue: '1',
    });
    const metric = new Metric({ namespace: metricNamespace, metricName, statistic: 'Sum', period: watch.period });
    this.above(metricName, metric, watch.limit, watch.says);
  }

  /** Alarms on what a function says of its own work: a message that failed, and many refusals in an hour. */
  onResults(watched: EngineFunction, refusalsPerHour: number): void {
    const { name } = watched;
    const logGroupName = watched.logGroupNameIn(this);
    const failed = { limit: 1, period: Duration.minutes(5), says: `${name} could not handle a message: see its log` };
    this.onLogLines(`${name}-failed`, logGroupName, '{ ($.result = "failed") || ($.result = "poison") }', failed);
    const says = `${name} refused ${refusalsPerHour} or more messages in an hour`;
    const refused = { limit: refusalsPerHour, period: Duration.hours(1), says };
    this.onLogLines(`${name}-refused`, logGroupName, refusedLine, refused);
  }

  /** Alarms when a municipality does not get its mail. */
  onBouncedMail(place: Place): void {
    for (const event of ['Bounce', 'Complaint', 'Reject'] as const) {
      const metric = new Metric({
        namespace: 'AWS/SES',
        metricName: event,
        dimensionsMap: { stage: place.stage },
        statistic: 'Sum',
        period: Duration.hours(1),
      });
      this.above(localName(place, `mail-${event.toLowerCase()}`), metric, 1, `a mail to a municipality: ${event}`);
    }
  }
}

/** A refusal, an unknown sender, or a delivery that did not verify: the words of the functions' own log lines. */
const refusedLine = '{ ($.result = "refused") || ($.result = "unauthenticated") || ($.result = "rejected") }';
