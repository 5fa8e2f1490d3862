import * as z from 'zod';

const brand = <Name extends string>(pattern: RegExp, message: string) =>
  z
    .string()
    .max(128)
    .regex(pattern, message)
    .transform((text) => text as string & z.core.$brand<Name>);

/** CBS municipality code: four digits as text, for example `0518`. */
export const MunicipalityCode = brand<'MunicipalityCode'>(
  /^\d{4}$/,
  'a municipality code is four digits, such as 0518',
);
export type MunicipalityCode = z.infer<typeof MunicipalityCode>;

const slug = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const slugMessage = 'use lower-case letters, digits and single hyphens';

/** A software provider that holds extracts, for example `provider-a`. */
export const ProviderId = brand<'ProviderId'>(slug, slugMessage);
export type ProviderId = z.infer<typeof ProviderId>;

/** A registered researcher. */
export const ResearcherId = brand<'ResearcherId'>(slug, slugMessage);
export type ResearcherId = z.infer<typeof ResearcherId>;

/** A study; its versions share the identifier. */
export const StudyId = brand<'StudyId'>(slug, slugMessage);
export type StudyId = z.infer<typeof StudyId>;

/** An analysis inside a study. */
export const AnalysisId = brand<'AnalysisId'>(slug, slugMessage);
export type AnalysisId = z.infer<typeof AnalysisId>;

/** A researcher's task: chosen by the sender, 128 random bits or more in lower-case letters, digits and hyphens. */
export const TaskId = brand<'TaskId'>(
  /^[a-z0-9][a-z0-9-]{15,63}$/,
  'a task id is 16 to 64 lower-case letters, digits or hyphens',
);
export type TaskId = z.infer<typeof TaskId>;

/** A snapshot of one municipality's extract, for example `2026-06-30-1f3a5c`. */
export const SnapshotId = brand<'SnapshotId'>(
  /^\d{4}-\d{2}-\d{2}-[0-9a-f]{6,16}$/,
  'a snapshot id is a date and a digest',
);
export type SnapshotId = z.infer<typeof SnapshotId>;

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = brand<'Sha256'>(/^[0-9a-f]{64}$/, 'a digest is 64 hexadecimal digits');
export type Sha256 = z.infer<typeof Sha256>;

/** RFC 7638 thumbprint of a public key, base64url. */
export const KeyThumbprint = brand<'KeyThumbprint'>(/^[A-Za-z0-9_-]{43}$/, 'a key id is an RFC 7638 thumbprint');
export type KeyThumbprint = z.infer<typeof KeyThumbprint>;

/** A calendar day, `YYYY-MM-DD`. */
export const CalendarDay = z.iso.date();
export type CalendarDay = z.infer<typeof CalendarDay>;

/** An instant in UTC, ISO 8601. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;
