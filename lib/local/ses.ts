import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../ports.ts';
import type { Guard } from './authorisation.ts';
import { type Answer, AwsError } from './aws-error.ts';
import type { Principal } from './identities.ts';
import type { StateFile } from './state-file.ts';

const SentMail = z.strictObject({
  messageId: z.string(),
  sentAt: z.iso.datetime(),
  sender: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  replyTo: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

/** A mail that left; `sender` is the ARN of the role that sent it. */
export type SentMail = z.infer<typeof SentMail>;

/** A request to SES v2 (REST, JSON). */
type SesRequest = {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly principal: Principal;
};

/** Mail: SES v2's SendEmail, and the mails sent so far. */
export type SesService = {
  readonly handle: (request: SesRequest) => Answer;
  readonly mails: () => readonly SentMail[];
};

const Text = z.strictObject({ Data: z.string().min(1), Charset: z.literal('UTF-8').optional() });
const Address = z.string().min(3).max(320);
const SendInput = z.strictObject({
  FromEmailAddress: Address,
  Destination: z.strictObject({ ToAddresses: z.array(Address).min(1).max(50) }),
  ReplyToAddresses: z.array(Address).default([]),
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: Text,
      Body: z.strictObject({ Text: Text.optional(), Html: Text.optional() }),
      Headers: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
    }),
  }),
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
});

/** Makes the service; mails are kept in `file`, so that they are there after a restart, and go nowhere. */
export function createSesService(file: StateFile, guard: Guard, clock: Clock): SesService {
  let mails: readonly SentMail[] = z.array(SentMail).parse(file.read() ?? []);
  return {
    mails: () => mails,
    handle: ({ method, path, body, principal }) => {
      if (method !== 'POST' || path !== '/v2/email/outbound-emails')
        throw new AwsError('NotFoundException', 404, `the local SES has no ${method} ${path}`);
      const input = parseInput(body);
      authoriseSending(input, principal, guard);
      const mail = toMail(input, principal, clock());
      mails = [...mails, mail];
      file.write(mails);
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ MessageId: mail.messageId }),
      };
    },
  };
}

function parseInput(body: string): z.infer<typeof SendInput> {
  const parsed = SendInput.safeParse(JSON.parse(body));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new AwsError('BadRequestException', 400, `the local SES cannot take this input at '${where}'`);
}

function authoriseSending(input: z.infer<typeof SendInput>, principal: Principal, guard: Guard): void {
  const from = addressOf(input.FromEmailAddress);
  const { accountId, region } = principal;
  guard({
    principal,
    action: 'ses:SendEmail',
    resource: `arn:aws:ses:${region}:${accountId}:identity/${from.split('@').at(-1)}`,
    resourceAccount: accountId,
    context: { 'ses:FromAddress': from, 'ses:Recipients': input.Destination.ToAddresses.map(addressOf) },
  });
}

function toMail(input: z.infer<typeof SendInput>, principal: Principal, now: Date): SentMail {
  const { Subject, Body } = input.Content.Simple;
  return {
    messageId: `${randomUUID()}-000000`,
    sentAt: now.toISOString(),
    sender: principal.arn,
    from: input.FromEmailAddress,
    to: input.Destination.ToAddresses,
    replyTo: input.ReplyToAddresses,
    subject: Subject.Data,
    text: Body.Text?.Data ?? '',
    html: Body.Html?.Data ?? '',
  };
}

/** The address in `Name <address>`, or the text itself. */
const addressOf = (mailbox: string): string => /<([^>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox;
