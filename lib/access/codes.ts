import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Clock, ObjectStore, RandomBytes } from '../ports.ts';
import { Instant, Sha256 } from '../protocol/identifiers.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';

/** `reports/codes/<SHA-256 of the token>.json`: the code of a link, its tries, and when codes were sent. */
export const CodeRecord = z.strictObject({
  schema: z.literal('vroegzicht-code/1'),
  mac: Sha256.nullable(),
  expiresAt: Instant,
  tries: z.int().min(0),
  wrongInAll: z.int().min(0),
  lockedUntil: Instant.nullable(),
  sentAt: z.array(Instant).max(20),
});
export type CodeRecord = z.infer<typeof CodeRecord>;

/** What codes need. */
export type CodePorts = { readonly reports: ObjectStore; readonly clock: Clock; readonly randomBytes: RandomBytes };

/** Minutes that a code works. */
export const codeMinutes = 10;

const limits = { tries: 5, wrongInAll: 25, sentAnHour: 5, betweenSeconds: 60, lockMinutes: 60 } as const;
const key = (token: string) => `codes/${sha256(token)}.json`;
const later = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
const isLocked = (record: CodeRecord, now: Date) =>
  record.wrongInAll >= limits.wrongInAll || (record.lockedUntil !== null && now.toISOString() < record.lockedUntil);

/** Keyed by the token, which is stored nowhere: who reads the bucket cannot search the million codes. */
function codeMac(token: string, code: string): Sha256 {
  return Sha256.parse(createHmac('sha256', token).update(code).digest('hex'));
}

/** Six digits, every one of the million equally likely. */
function newCode(randomBytes: RandomBytes): string {
  for (;;) {
    const number = Buffer.from(randomBytes(4)).readUInt32BE(0);
    if (number < 4_294_000_000) return String(number % 1_000_000).padStart(6, '0');
  }
}

const fresh: CodeRecord = {
  schema: 'vroegzicht-code/1',
  mac: null,
  expiresAt: new Date(0).toISOString(),
  tries: 0,
  wrongInAll: 0,
  lockedUntil: null,
  sentAt: [],
};

type Change<Answer> = (record: CodeRecord) => { readonly next?: CodeRecord; readonly answer: Answer };

/** Reads, decides and writes on condition that nothing changed in between: two tries at once are two tries. */
async function change<Answer>(ports: CodePorts, token: string, decide: Change<Answer>): Promise<Answer | 'busy'> {
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const found = await ports.reports.get(key(token));
    const record = found === undefined ? fresh : CodeRecord.parse(JSON.parse(Buffer.from(found.body).toString('utf8')));
    const { next, answer } = decide(record);
    if (next === undefined) return answer;
    const body = canonicalBytes(CodeRecord.parse(next));
    const options = { contentType: 'application/json' } as const;
    const written =
      found === undefined
        ? await ports.reports.create(key(token), body, options)
        : await ports.reports.replace(key(token), body, found.etag, options);
    if (written === 'created' || written === 'replaced') return answer;
  }
  return 'busy';
}

/** Whether a code was made, or why not. */
export type IssuedCode = { readonly status: 'made'; readonly code: string } | { readonly status: 'waiting' | 'locked' };

/** Makes a new code for a link; an older one stops working. At most one a minute and five an hour. */
export async function issueCode(ports: CodePorts, token: string): Promise<IssuedCode> {
  const now = ports.clock();
  const code = newCode(ports.randomBytes);
  const answer = await change<IssuedCode>(ports, token, (record) => {
    if (isLocked(record, now)) return { answer: { status: 'locked' } };
    const recent = record.sentAt.filter((sent) => sent > later(now, -3600));
    if (recent.some((sent) => sent > later(now, -limits.betweenSeconds))) return { answer: { status: 'waiting' } };
    if (recent.length >= limits.sentAnHour) return { answer: { status: 'locked' } };
    const expiresAt = later(now, codeMinutes * 60);
    const sentAt = [...recent, now.toISOString()];
    const next = { ...record, mac: codeMac(token, code), expiresAt, tries: 0, lockedUntil: null, sentAt };
    return { next, answer: { status: 'made', code } };
  });
  return answer === 'busy' ? { status: 'waiting' } : answer;
}

/** What became of a try. */
export type CodeAnswer =
  | { readonly status: 'right' }
  | { readonly status: 'wrong'; readonly left: number }
  | { readonly status: 'none' | 'locked' };

/** Tries a code: a right one works once, the fifth wrong one locks the link for an hour, 25 wrong ones in all for good. */
export async function redeemCode(ports: CodePorts, token: string, code: string): Promise<CodeAnswer> {
  const now = ports.clock();
  const given = Buffer.from(codeMac(token, code), 'hex');
  const answer = await change<CodeAnswer>(ports, token, (record) => {
    if (isLocked(record, now)) return { answer: { status: 'locked' } };
    if (record.mac === null || now.toISOString() >= record.expiresAt) return { answer: { status: 'none' } };
    if (timingSafeEqual(given, Buffer.from(record.mac, 'hex')))
      return { next: { ...record, mac: null, tries: 0 }, answer: { status: 'right' } };
    const tries = record.tries + 1;
    const wrongInAll = record.wrongInAll + 1;
    if (tries < limits.tries && wrongInAll < limits.wrongInAll)
      return { next: { ...record, tries, wrongInAll }, answer: { status: 'wrong', left: limits.tries - tries } };
    const lockedUntil = later(now, limits.lockMinutes * 60);
    return { next: { ...record, mac: null, tries, wrongInAll, lockedUntil }, answer: { status: 'locked' } };
  });
  return answer === 'busy' ? { status: 'locked' } : answer;
}
