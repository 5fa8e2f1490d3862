import * as z from 'zod';
import * as field from './settings-fields.ts';

const Alarms = z.strictObject({
  mailbox: field.Mailbox,
  oldestMessageMinutes: field.Limit,
  refusalsPerHour: field.Limit,
});

/** A researcher as a provider knows it: the account, its stage (part of its names) and the key of its inbox. */
export const KnownResearcher = z.strictObject({
  id: field.PartyId,
  accountId: field.AccountId,
  stage: field.Stage,
  inboxKeyArn: field.InboxKeyArn,
});
export type KnownResearcher = z.infer<typeof KnownResearcher>;

/** A provider as a researcher knows it; `taskQueueKeyArn` only where its task queue has a key of its own. */
export const KnownProvider = z.strictObject({
  id: field.PartyId,
  accountId: field.AccountId,
  region: field.Region,
  stage: field.Stage,
  taskQueueKeyArn: field.TaskQueueKeyArn.optional(),
});

/** `cdk/settings/provider.<stage>.json`. */
export const ProviderSettings = z.strictObject({
  providerId: field.PartyId,
  accountId: field.AccountId,
  region: field.Region,
  researchers: z.array(KnownResearcher).min(1, { error: 'name at least one researcher' }).max(50),
  people: z.strictObject({
    administrators: field.PermissionSet,
    approvers: field.PermissionSet,
    breakGlass: field.PermissionSet,
  }),
  reports: z.strictObject({ domain: field.Domain, certificateArn: field.CertificateArn }),
  mail: z.strictObject({
    from: field.Mailbox,
    contact: field.Mailbox,
    recipientDomains: z.array(field.Domain).min(1, { error: 'name the mail domains of the municipalities' }).max(400),
  }),
  approverKeys: z
    .array(field.ApproverKey)
    .max(8, { error: 'give at most 8 keys: all variables of a function together hold 4 KB' }),
  /** `nextRelease` makes the next release key beside the one in use, so that it can be announced first. */
  keyGenerations: z
    .strictObject({
      release: field.Generation,
      nextRelease: z.boolean().default(false),
      approval: field.Generation,
      exchange: field.Generation,
    })
    .prefault({}),
  network: z.strictObject({ cidr: field.PrivateCidr, s3PrefixListId: field.PrefixListId }),
  memoryMegabytes: z.strictObject({
    ingestExport: field.Megabytes,
    runTask: field.Megabytes,
    other: field.Megabytes,
  }),
  retentionDays: z.strictObject({
    jobs: field.Days,
    releases: field.Days,
    reports: field.Days,
    logs: field.LogDays,
    ledger: field.Days,
  }),
  ledgerLock: z.literal(['governance', 'compliance'], {
    error: 'give governance, or compliance once the security officer has signed for it: it cannot be shortened',
  }),
  /** Answers leave run-task only so many seconds after its start, or twice, or more times: when one comes says little of the rows. */
  answerEverySeconds: field.Seconds.default(10),
  taskQueueEncryption: z.literal(['sqs-managed', 'customer-key'], { error: 'give sqs-managed or customer-key' }),
  alarms: Alarms,
  budget: z.strictObject({ monthlyUsd: field.Limit }),
  /** Stops everything in an emergency: no function takes a message, and the page answers nobody. */
  paused: z.boolean({ error: 'give true to stop everything, or false' }).default(false),
  disclosure: field.Disclosure.optional(),
});

/** `cdk/settings/researcher.<stage>.json`. */
export const ResearcherSettings = z.strictObject({
  researcherId: field.PartyId,
  accountId: field.AccountId,
  region: field.Region,
  providers: z.array(KnownProvider).min(1, { error: 'name at least one provider' }).max(50),
  people: z.strictObject({
    senders: field.PermissionSet,
    researchers: field.PermissionSet,
    breakGlass: field.PermissionSet,
  }),
  keyGenerations: z.strictObject({ task: field.Generation }).prefault({}),
  memoryMegabytes: z.strictObject({ other: field.Megabytes }),
  retentionDays: z.strictObject({ inbox: field.Days, logs: field.LogDays }),
  alarms: Alarms,
  budget: z.strictObject({ monthlyUsd: field.Limit }),
});

/** Settings of one stage of a provider, checked. */
export type ProviderSettings = z.infer<typeof ProviderSettings> & { readonly stage: string };

/** Settings of one stage of a researcher, checked. */
export type ResearcherSettings = z.infer<typeof ResearcherSettings> & { readonly stage: string };
