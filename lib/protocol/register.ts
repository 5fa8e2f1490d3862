import * as z from 'zod';
import { CalendarDay, KeyThumbprint, MunicipalityCode, ProviderId, ResearcherId, StudyId } from './identifiers.ts';
import { lineOfText } from './text.ts';

/** Public part of a P-256 signing key (RFC 7517) with its period of validity. */
export const PublicKey = z.strictObject({
  kid: KeyThumbprint,
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().max(64),
  y: z.string().max(64),
  notBefore: CalendarDay.optional(),
  notAfter: CalendarDay.optional(),
});
export type PublicKey = z.infer<typeof PublicKey>;

/** Published set of keys. */
export const KeySet = z.strictObject({ keys: z.array(PublicKey).min(1).max(20) });
export type KeySet = z.infer<typeof KeySet>;

/** Who is controller and who is processor under an agreement; each sub-processor with the day it was accepted. */
export const Roles = z.strictObject({
  controller: z.string().min(1).max(200),
  processor: z.string().min(1).max(200),
  subprocessors: z
    .array(z.strictObject({ name: z.string().min(1).max(200), acceptedOn: CalendarDay }))
    .max(20)
    .default([]),
});

/** From this day on, a municipality takes up signals from this amount (whole euros). */
const Threshold = z.strictObject({ from: CalendarDay, minimumArrearsEuro: z.int().min(0).max(100_000) });

/** What a municipality agreed to: purposes or named studies, dates, mailboxes, and how its data are kept. */
export const Agreement = z.strictObject({
  id: z.string().min(1).max(64),
  purposes: z.array(z.string().max(64)).min(1).max(40),
  from: CalendarDay,
  until: CalendarDay,
  mailboxes: z.array(z.email().max(200)).min(1).max(5),
  retentionMonths: z.int().min(1).max(120),
  /** Only these studies, where the agreement names studies; without it every study of the purposes. */
  studies: z.array(StudyId).min(1).max(40).optional(),
  roles: Roles.optional(),
  /** Whether snapshots may be kept together for a longer follow-up. */
  accumulation: z.boolean().optional(),
  thresholds: z.array(Threshold).max(20).optional(),
  creditorTypes: z.array(z.string().max(64)).max(20).optional(),
  textSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type Agreement = z.infer<typeof Agreement>;

/** `register/municipalities/<code>.json`. */
export const Municipality = z.strictObject({
  code: MunicipalityCode,
  name: lineOfText(120),
  inhabitants: z.int().min(0).optional(),
  dataKeyArn: z.string().min(1).max(300),
  status: z.enum(['active', 'withdrawn']),
  agreements: z.array(Agreement).max(40),
});
export type Municipality = z.infer<typeof Municipality>;

/** `register/researchers/<id>.json`: who may ask, from which queue identity, and where results go. */
export const RegisteredResearcher = z.strictObject({
  id: ResearcherId,
  name: lineOfText(120),
  accountId: z.string().regex(/^\d{12}$/),
  senderId: z.string().min(1).max(200),
  keys: KeySet,
  inbox: z.strictObject({ bucket: z.string().min(3).max(63), prefix: z.string().max(200) }),
});
export type RegisteredResearcher = z.infer<typeof RegisteredResearcher>;

/** Public RSA key to which round evidence for a provider is encrypted; `kid` is its RFC 7638 thumbprint. */
export const ExchangeKey = z.strictObject({
  kid: KeyThumbprint,
  kty: z.literal('RSA'),
  alg: z.literal('RSA-OAEP-256'),
  use: z.literal('enc'),
  n: z.string().min(300).max(1500),
  e: z.string().min(1).max(16),
});
export type ExchangeKey = z.infer<typeof ExchangeKey>;

/** `register/providers/<id>.json`: the keys of a provider of a study; the exchange key matters to other providers only. */
export const RegisteredProvider = z.strictObject({
  id: ProviderId,
  name: z.string().max(120),
  releaseKeys: KeySet,
  exchangeKey: ExchangeKey.optional(),
});
export type RegisteredProvider = z.infer<typeof RegisteredProvider>;
