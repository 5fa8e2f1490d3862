import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmTopic } from './alarm-topic.ts';

/** A queue by its two names. */
export type WatchedQueue = { readonly name: string; readonly deadLetterName: string };

/** The worst value of a queue's metric in five minutes. */
export const queueMetric = (queue: string, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queue },
    statistic: 'Maximum',
    period: Duration.minutes(5),
    label: queue,
  });

/** A function's metric over five minutes: the sum of errors, the longest duration. */
export const functionMetric = (name: string, metricName: 'Errors' | 'Throttles' | 'Duration'): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: name },
    statistic: metricName === 'Duration' ? 'Maximum' : 'Sum',
    period: Duration.minutes(5),
    label: name,
  });

/** Alarms on any dead letter, and on a message that waits too long. */
export function watchQueue(alarms: AlarmTopic, queue: WatchedQueue, oldestMinutes: number): void {
  const dead = queueMetric(queue.deadLetterName, 'ApproximateNumberOfMessagesVisible');
  alarms.above(`${queue.name}-dead`, dead, 1, `a message of ${queue.name} failed five times: see the redrive runbook`);
  const age = queueMetric(queue.name, 'ApproximateAgeOfOldestMessage');
  alarms.above(
    `${queue.name}-age`,
    age,
    60 * oldestMinutes,
    `a message waits more than ${oldestMinutes} minutes in ${queue.name}`,
  );
}

/** Alarms on any error of a function: refusals are results, so an error is a fault. */
export function watchFunction(alarms: AlarmTopic, name: string): void {
  alarms.above(`${name}-errors`, functionMetric(name, 'Errors'), 1, `${name} failed: see its log group`);
}
