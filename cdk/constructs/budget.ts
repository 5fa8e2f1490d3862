import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import { localName, type Place } from '../names.ts';

/** Mails at 80 percent of the monthly budget spent, and when the forecast passes it. */
export function monthlyBudget(scope: Construct, place: Place, usd: number, mailbox: string): void {
  const subscribers = [{ subscriptionType: 'EMAIL', address: mailbox }];
  const notice = (notificationType: string, threshold: number) => ({
    notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
    subscribers,
  });
  new CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: localName(place, 'monthly'),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: usd, unit: 'USD' },
    },
    notificationsWithSubscribers: [notice('ACTUAL', 80), notice('FORECASTED', 100)],
  });
}
