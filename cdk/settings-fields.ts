import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { readPolicy, readPublicTotals } from '../lib/disclosure/policy-settings.ts';

const text = (pattern: RegExp, remedy: string) => z.string({ error: remedy }).regex(pattern, { error: remedy });
const count = (least: number, most: number, remedy: string) =>
  z.int({ error: remedy }).min(least, { error: remedy }).max(most, { error: remedy });

/** Twelve digits. */
export const AccountId = text(/^\d{12}$/, 'give the twelve digits of the AWS account');

/** Regions in the European Union only: the data are personal data of Dutch residents. */
export const Region = text(
  /^(eu-(central|west|north|south)-\d|eusc-de-east-1)$/,
  'give a Region in the European Union, such as eu-central-1',
);

/** Part of every physical name; short, so that bucket names stay under 63 characters. */
export const Stage = text(/^[a-z][a-z0-9]{0,9}$/, 'give 1 to 10 lower-case letters and digits, such as production');

/** Identifier of a provider or a researcher, as in lib/protocol. */
export const PartyId = text(
  /^(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  'give lower-case letters, digits and single hyphens, at most 40',
);

/** A host name that its owner can put a certificate on; names of AWS are refused because they fail internet.nl. */
export const Domain = text(
  /^(?!.*amazonaws)(?=.{4,200}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
  'give a domain of your own, such as resultaten.example.nl',
);

/** A mail address. */
export const Mailbox = text(/^[^@\s]{1,64}@([a-z0-9-]+\.)+[a-z]{2,}$/, 'give a mail address of a staffed mailbox');

/** Name of an IAM Identity Center permission set, whose holders may take a role. */
export const PermissionSet = text(/^[\w+=,.@-]{1,32}$/, 'give the name of an IAM Identity Center permission set');

const keyArn = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-zA-Z-]{8,64}$/;

/** ARN of the key of an inbox, never of an alias: an alias is resolved in the caller's account. */
export const InboxKeyArn = text(
  keyArn,
  'give the ARN of the key (not of an alias): the output InboxKeyArn of the researcher stack',
);

/** ARN of the key of a task queue. */
export const TaskQueueKeyArn = text(
  keyArn,
  'give the ARN of the key (not of an alias): the output TaskQueueKeyArn of the data stack, or leave it out',
);

/** ARN of a certificate in the provider's Region; sensitive pages need at least organisation validation (BIO2 5.14.02). */
export const CertificateArn = text(
  /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{8,64}$/,
  'import an organisation-validated certificate into ACM and give its ARN',
);

const Day = text(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'give a day, such as 2027-01-31');

/** Public part of an approver's P-256 key with its RFC 7638 thumbprint; the days it counts from and to, both included. */
export const ApproverKey = z.strictObject({
  kid: text(/^[A-Za-z0-9_-]{43}$/, 'give the RFC 7638 thumbprint of the approver key'),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: text(/^[A-Za-z0-9_-]{43}$/, 'give the x coordinate, base64url'),
  y: text(/^[A-Za-z0-9_-]{43}$/, 'give the y coordinate, base64url'),
  notBefore: Day.optional(),
  notAfter: Day.optional(),
});

/** A private range of at least /27, which leaves two subnets of /28. */
export const PrivateCidr = text(
  /^(10\.\d{1,3}|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\/(1[6-9]|2[0-7])$/,
  'give a private range between /16 and /27, such as 10.71.0.0/24',
);

/** Managed prefix list of S3 in the Region. */
export const PrefixListId = text(
  /^pl-[0-9a-f]{8,17}$/,
  'give the prefix list of S3: aws ec2 describe-managed-prefix-lists --filters Name=prefix-list-name,Values=*.s3',
);

/** Lambda's memory range. */
export const Megabytes = count(128, 10_240, 'give 128 to 10240 megabytes');

/** Seconds between the moments at which an answer may leave. */
export const Seconds = count(1, 60, 'give 1 to 60 seconds');

/** Days that something is kept. */
export const Days = count(1, 3653, 'give 1 to 3653 days');

/** A retention that CloudWatch Logs knows, at least half a year (BIO2 8.18.02). */
export const LogDays = z
  .enum(RetentionDays, { error: 'give a retention that CloudWatch Logs knows: 180, 365, 400, 545, 731, 1096, 1827' })
  .refine((days: number) => days >= 180 && days <= 3653, {
    error: 'give at least 180 days: logs prove what happened',
  });

/** A whole number of something that an alarm or a budget waits for. */
export const Limit = count(1, 100_000, 'give a whole number from 1 to 100000');

/** The provider's own disclosure settings: stricter thresholds and public totals, checked as run-task checks them when it starts. */
export const Disclosure = z.record(z.string(), z.json()).superRefine((settings, context) => {
  const given = JSON.stringify(settings);
  try {
    readPolicy(given);
    readPublicTotals(given);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'are wrong' });
  }
  if (given.length > 2_500)
    context.addIssue({
      code: 'custom',
      message: 'give at most 2,500 characters: all variables of a function together hold 4 KB',
    });
});

/** Which key of a purpose is in use, counted from 1; a higher number makes a new key, and the former one is kept. */
export const Generation = z
  .int({ error: 'give a whole number, counted from 1' })
  .min(1, { error: 'count from 1' })
  .max(99, { error: 'give at most 99' })
  .default(1);
