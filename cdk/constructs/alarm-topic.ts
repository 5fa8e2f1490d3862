import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
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
  readonly #place: Place;
  readonly #namespace: string;

  constructor(scope: Construct, place: Place, mailbox: string) {
    super(scope, 'Alarms');
    this.#place = place;
    this.#namespace = localName(place, 'audit');
    const description = 'Vroegzicht alarms: names of queues, functions and keys';
    const key = new PurposeKey(this, 'Key', { place, purpose: 'alarms', description });
    allowPublishers(key, 'cloudwatch.amazonaws.com');
    this.#topic = new Topic(this, 'Topic', {
      topicName: localName(place, 'alarms'),
      masterKey: key.key,
      enforceSSL: true,
    });
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
    logGroup: ILogGroup,
    pattern: string,
    watch: { limit: number; period: Duration; says: string },
  ): void {
    const metricName = name;
    const metricNamespace = this.#namespace;
    new MetricFilter(this, `${pascal(name)}Lines`, {
      logGroup,
      filterPattern: FilterPattern.literal(pattern),
      metricName,
      metricNamespace,
      metricValue: '1',
    });
    const metric = new Metric({ namespace: metricNamespace, metricName, statistic: 'Sum', period: watch.period });
    this.above(localName(this.#place, name), metric, watch.limit, watch.says);
  }

  /** Alarms on many refusals in an hour: someone tries what is not allowed, or something is set up wrongly. */
  onRefusals(functions: readonly EngineFunction[], perHour: number): void {
    for (const { logGroup, name } of functions) {
      if (!/accept-task|run-task/.test(name)) continue;
      const kind = name.endsWith('accept-task') ? 'refusals-at-acceptance' : 'refusals-at-run';
      const says = `${name} refused ${perHour} or more messages in an hour`;
      this.onLogLines(kind, logGroup, refusedLine, { limit: perHour, period: Duration.hours(1), says });
    }
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

/** A structured line that records a refusal. */
const refusedLine = '{ ($.outcome = "refused") || ($.message.outcome = "refused") }';
