import { Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { AuditTrail } from '../constructs/audit-trail.ts';
import { monthlyBudget } from '../constructs/budget.ts';
import type { EngineFunction, LogSettings } from '../constructs/engine-function.ts';
import { functionMetric, queueMetric, watchFunction, watchQueue } from '../constructs/watch.ts';
import { localName } from '../names.ts';
import type { ProviderSettings } from '../settings.ts';
import type { DataStack } from './data-stack.ts';

/** What operations watches over. */
export type OperationsProps = StackProps & {
  readonly settings: ProviderSettings;
  readonly data: DataStack;
  readonly functions: readonly EngineFunction[];
  readonly logs: LogSettings;
};

/** Alarms, dashboard, budget and the trail of who used which key and read which object. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id, props);
    const { settings, data, functions, logs } = props;
    const queues = Object.values(data.queues);
    const alarms = new AlarmTopic(this, settings, settings.alarms.mailbox);
    for (const queue of queues) watchQueue(alarms, queue, settings.alarms.oldestMessageMinutes);
    for (const each of functions) {
      watchFunction(alarms, each.name);
      alarms.onResults(each, settings.alarms.refusalsPerHour);
    }
    alarms.onBouncedMail(settings);
    const { extracts, register, ledger } = data.buckets;
    new AuditTrail(this, { place: settings, logs, alarms, watched: [extracts.arn, register.arn, ledger.arn] });
    monthlyBudget(this, settings, settings.budget.monthlyUsd, settings.alarms.mailbox);
    this.#dashboard(settings, queues, functions);
  }

  #dashboard(
    settings: ProviderSettings,
    queues: readonly { readonly name: string; readonly deadLetterName: string }[],
    functions: readonly EngineFunction[],
  ): void {
    const graph = (title: string, left: Metric[]): GraphWidget => new GraphWidget({ title, left, width: 12 });
    new Dashboard(this, 'Dashboard', {
      dashboardName: localName(settings, settings.providerId),
      widgets: [
        [
          graph(
            'Waiting',
            queues.map(({ name }) => queueMetric(name, 'ApproximateNumberOfMessagesVisible')),
          ),
          graph(
            'Oldest message, seconds',
            queues.map(({ name }) => queueMetric(name, 'ApproximateAgeOfOldestMessage')),
          ),
        ],
        [
          graph(
            'Dead letters',
            queues.map(({ deadLetterName }) => queueMetric(deadLetterName, 'ApproximateNumberOfMessagesVisible')),
          ),
          graph(
            'Errors',
            functions.map(({ name }) => functionMetric(name, 'Errors')),
          ),
        ],
        [
          graph(
            'Longest run, milliseconds',
            functions.map(({ name }) => functionMetric(name, 'Duration')),
          ),
        ],
      ],
    });
  }
}
