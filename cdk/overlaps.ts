import type * as z from 'zod';
import type { KnownProvider, ProviderSettings, ResearcherSettings } from './settings.ts';

/** A clash: the setting to change and what to do. */
export type Overlap = { readonly setting: string; readonly remedy: string };
type Party = { readonly id: string; readonly accountId: string; readonly stage: string };

/** Settings that are each well formed but clash: the same party twice, one account on both sides, keys of another account. */
export function overlaps(
  settings: z.infer<typeof ProviderSettings> | z.infer<typeof ResearcherSettings>,
): readonly Overlap[] {
  if ('researchers' in settings) {
    return [
      ...sharedParties('researchers', settings.researchers, settings.accountId),
      ...foreignKeys(settings),
      ...foreignAddresses(settings),
      ...samePeople(settings.people),
    ];
  }
  return [
    ...sharedParties('providers', settings.providers, settings.accountId),
    ...foreignQueueKeys(settings.providers),
    ...samePeople(settings.people),
  ];
}

const foreignQueueKeys = (providers: readonly z.infer<typeof KnownProvider>[]): readonly Overlap[] =>
  providers.flatMap(({ accountId, region, taskQueueKeyArn }, index) => {
    const [, , , keyRegion, keyAccount] = taskQueueKeyArn?.split(':') ?? ['', '', '', region, accountId];
    return keyRegion === region && keyAccount === accountId
      ? []
      : [
          {
            setting: `providers.${index}.taskQueueKeyArn`,
            remedy: 'give a key of the account and Region of this provider',
          },
        ];
  });

function sharedParties(setting: string, parties: readonly Party[], ownAccount: string): readonly Overlap[] {
  return parties.flatMap((party, index): readonly Overlap[] => {
    const earlier = parties.slice(0, index);
    const path = `${setting}.${index}`;
    if (party.accountId === ownAccount) {
      return [{ setting: `${path}.accountId`, remedy: 'use separate accounts: the account is the trust boundary' }];
    }
    if (earlier.some((other) => other.id === party.id)) {
      return [{ setting: `${path}.id`, remedy: `${party.id} is named twice: give each its own id` }];
    }
    if (earlier.some((other) => other.accountId === party.accountId && other.stage === party.stage)) {
      return [{ setting: `${path}.accountId`, remedy: 'two parties have the same account and stage: remove one' }];
    }
    return [];
  });
}

function foreignKeys(settings: z.infer<typeof ProviderSettings>): readonly Overlap[] {
  const keys = settings.researchers.flatMap((researcher, index): readonly Overlap[] =>
    researcher.inboxKeyArn.split(':')[4] === researcher.accountId
      ? []
      : [{ setting: `researchers.${index}.inboxKeyArn`, remedy: 'give a key of the account of this researcher' }],
  );
  const [, , , region, account] = settings.reports.certificateArn.split(':');
  return region === settings.region && account === settings.accountId
    ? keys
    : [...keys, { setting: 'reports.certificateArn', remedy: 'give a certificate of this account and Region' }];
}

function foreignAddresses({ mail, reports }: z.infer<typeof ProviderSettings>): readonly Overlap[] {
  return mail.from.endsWith(`@${reports.domain}`)
    ? []
    : [{ setting: 'mail.from', remedy: `give an address @${reports.domain}: mail and link share one domain` }];
}

function samePeople(people: Readonly<Record<string, string>>): readonly Overlap[] {
  const names = Object.entries(people);
  return names.flatMap(([role, set], index): readonly Overlap[] =>
    names.slice(0, index).some(([, other]) => other === set)
      ? [{ setting: `people.${role}`, remedy: `${set} already holds another role: duties are separated` }]
      : [],
  );
}
