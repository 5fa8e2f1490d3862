import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  ConfigurationError,
  chosenRoles,
  parseProviderSettings,
  parseResearcherSettings,
  readSettings,
} from '../../cdk/configuration.ts';
import { publicKeyFromSpki } from '../../lib/signing/keys.ts';

const spki = { format: 'der', type: 'spki' } as const;

/** The example settings with the value at a path replaced; `undefined` takes the setting away. */
function changed(role: 'provider' | 'researcher', path: string, value: unknown): unknown {
  const steps = path.split('.');
  const change = (node: unknown, [step, ...rest]: readonly string[]): unknown => {
    if (step === undefined) return value;
    const list = z.array(z.unknown()).safeParse(node).data;
    if (list !== undefined) return list.map((item, index) => (String(index) === step ? change(item, rest) : item));
    const entries = new Map(Object.entries(z.record(z.string(), z.unknown()).parse(node ?? {})));
    const next = change(entries.get(step), rest);
    if (next === undefined) entries.delete(step);
    else entries.set(step, next);
    return Object.fromEntries(entries);
  };
  return change(readSettings(role, 'example'), steps);
}

function refusal(work: () => unknown): { readonly setting: string; readonly remedy: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

/** What `provider keys show --approver` prints. */
const approverKey = publicKeyFromSpki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export(spki));

const researcher = {
  id: 'divosa',
  accountId: '333333333333',
  stage: 'example',
  inboxKeyArn: 'arn:aws:kms:eu-central-1:333333333333:key/7a1d7a4e-2c1d-4c42-9d5e-6a0d6b1f0c01',
};
const {
  researchers: [known],
} = parseProviderSettings('example', readSettings('provider', 'example'));

test('an approver key stands in the settings as it was printed, and may end on a day', () => {
  const keys = [approverKey, { ...approverKey, notAfter: '2027-01-31' }];
  expect(parseProviderSettings('example', changed('provider', 'approverKeys', keys)).approverKeys).toEqual(keys);
});

describe('settings of a provider that stop synth', () => {
  test.each([
    ['accountId', '11111111111', 'accountId', 'twelve digits'],
    ['accountId', 111_111_111_111, 'accountId', 'twelve digits'],
    ['accountId', undefined, 'accountId', 'twelve digits'],
    ['region', 'us-east-1', 'region', 'European Union'],
    ['providerId', 'Provider A', 'providerId', 'lower-case'],
    ['reports.domain', undefined, 'reports.domain', 'domain of your own'],
    ['reports.domain', 'abc.execute-api.eu-central-1.amazonaws.com', 'reports.domain', 'domain of your own'],
    [
      'reports.certificateArn',
      'arn:aws:acm:us-east-1:111111111111:certificate/0b6f5a0e-57c2',
      'reports.certificateArn',
      'this account and Region',
    ],
    ['researchers', [], 'researchers', 'at least one researcher'],
    ['researchers.0.inboxKeyArn', undefined, 'researchers.0.inboxKeyArn', 'InboxKeyArn'],
    [
      'researchers.0.inboxKeyArn',
      'arn:aws:kms:eu-central-1:222222222222:alias/inbox',
      'researchers.0.inboxKeyArn',
      'not of an alias',
    ],
    [
      'researchers.0.inboxKeyArn',
      'arn:aws:kms:eu-central-1:999999999999:key/7a1d7a4e-2c1d',
      'researchers.0.inboxKeyArn',
      'account of this researcher',
    ],
    ['researchers.0.accountId', '111111111111', 'researchers.0.accountId', 'separate accounts'],
    ['researchers', [known, researcher], 'researchers.1.id', 'named twice'],
    ['researchers', [known, { ...known, id: 'other' }], 'researchers.1.accountId', 'same account and stage'],
    ['people.approvers', 'VroegzichtAdministrator', 'people.approvers', 'duties are separated'],
    ['mail.from', 'vroegzicht@example.com', 'mail.from', '@resultaten.example.nl'],
    ['mail.recipientDomains', [], 'mail.recipientDomains', 'municipalities'],
    ['network.cidr', '8.8.8.0/24', 'network.cidr', 'private range'],
    ['memoryMegabytes.runTask', 20_480, 'memoryMegabytes.runTask', '10240'],
    ['retentionDays.logs', 30, 'retentionDays.logs', '180 days'],
    ['retentionDays.logs', 200, 'retentionDays.logs', 'CloudWatch Logs'],
    ['ledgerLock', 'none', 'ledgerLock', 'security officer'],
    ['disclosure', { thresholds: { minimumHouseholds: 9 } }, 'disclosure', 'laxer than the floor'],
    ['approverKeys', [{ ...approverKey, notAfter: 'soon' }], 'approverKeys.0.notAfter', '2027-01-31'],
    ['disclosure', { minimum: 20 }, 'disclosure', 'wrong'],
    ['people', undefined, 'people', 'example settings'],
    ['alarms.mailbox', 'nobody', 'alarms.mailbox', 'staffed mailbox'],
    ['keyGenerations.release', '2', 'keyGenerations.release', 'counted from 1'],
    ['paused', 'yes', 'paused', 'give true'],
    ['reports.doman', 'resultaten.example.nl', 'reports.doman', 'not known'],
  ])('%s = %j: %s', (path, value, setting, remedy) => {
    const found = refusal(() => parseProviderSettings('example', changed('provider', path, value)));
    expect(found.setting).toBe(setting);
    expect(found.remedy).toContain(remedy);
  });
});

describe('settings of a researcher that stop synth', () => {
  test.each([
    ['accountId', '2222', 'accountId', 'twelve digits'],
    ['providers', [], 'providers', 'at least one provider'],
    ['providers.0.accountId', '222222222222', 'providers.0.accountId', 'separate accounts'],
    ['providers.0.taskQueueKeyArn', 'alias/tasks', 'providers.0.taskQueueKeyArn', 'output TaskQueueKeyArn'],
    [
      'providers.0.taskQueueKeyArn',
      'arn:aws:kms:eu-west-1:111111111111:key/7a1d7a4e-2c1d',
      'providers.0.taskQueueKeyArn',
      'Region of this provider',
    ],
    ['retentionDays.inbox', 0, 'retentionDays.inbox', '3653 days'],
  ])('%s = %j: %s', (path, value, setting, remedy) => {
    const found = refusal(() => parseResearcherSettings('example', changed('researcher', path, value)));
    expect(found.setting).toBe(setting);
    expect(found.remedy).toContain(remedy);
  });
});

describe('choices on the command line', () => {
  test('an unknown role, and what to give instead', () => {
    const found = refusal(() => chosenRoles('auditor'));
    expect(found.setting).toBe('role');
    expect(found.remedy).toContain('role=provider');
  });

  test.each(['acceptance', '../../package', 7])('an unknown stage %j, and which are known', (stage) => {
    const found = refusal(() => readSettings('provider', stage));
    expect(found.setting).toBe('stage');
    expect(found.remedy).toContain('example');
  });

  test('a stage that would make bucket names too long', () => {
    const input = readSettings('provider', 'example');
    expect(refusal(() => parseProviderSettings('muchtoolongstage', input)).setting).toBe('stage');
  });

  test('both roles when none is chosen', () => {
    expect(chosenRoles(undefined)).toEqual(['provider', 'researcher']);
  });
});
