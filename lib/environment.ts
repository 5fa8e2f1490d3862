import * as z from 'zod';

/** Every environment variable of the functions, once, for CDK and run time. */
export const environmentNames = {
  providerId: 'PROVIDER_ID',
  codeVersion: 'CODE_VERSION',
  inboxBucket: 'INBOX_BUCKET',
  extractsBucket: 'EXTRACTS_BUCKET',
  registerBucket: 'REGISTER_BUCKET',
  ledgerBucket: 'LEDGER_BUCKET',
  jobsBucket: 'JOBS_BUCKET',
  releasesBucket: 'RELEASES_BUCKET',
  reportsBucket: 'REPORTS_BUCKET',
  researcherInboxBucket: 'RESEARCHER_INBOX_BUCKET',
  researcherId: 'RESEARCHER_ID',
  releaseKeyArn: 'RELEASE_KEY_ARN',
  pseudonymKeyArn: 'PSEUDONYM_KEY_ARN',
  exchangeKeyArn: 'EXCHANGE_KEY_ARN',
  approverKeys: 'APPROVER_KEYS',
  reportBaseUrl: 'REPORT_BASE_URL',
  mailFrom: 'MAIL_FROM',
  mailContact: 'MAIL_CONTACT',
  workDirectory: 'WORK_DIRECTORY',
  memoryMegabytes: 'MEMORY_MEGABYTES',
  answerEverySeconds: 'ANSWER_EVERY_SECONDS',
  disclosureSettings: 'DISCLOSURE_SETTINGS',
} as const;

/** Key of `environmentNames`. */
export type EnvironmentKey = keyof typeof environmentNames;

/** Reads the named variables; throws, naming the variable, when one is missing or empty. */
export function readEnvironment<const Keys extends readonly EnvironmentKey[]>(
  keys: Keys,
  source: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Keys[number], string>> {
  const shape = Object.fromEntries(keys.map((key) => [environmentNames[key], z.string().min(1)]));
  const values = z.object(shape).parse(source);
  const entries = keys.map((key) => [key, values[environmentNames[key]]]);
  return z.record(z.enum(keys), z.string()).parse(Object.fromEntries(entries));
}
