import { thresholdNeed } from '../dataset/dated-thresholds.ts';
import type { Manifest } from '../dataset/manifest.ts';
import type { Policy } from '../disclosure/policy.ts';
import { roundTo } from '../disclosure/rounding.ts';
import type { DeliveryQuality, OwnRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import type { Participant } from '../register/participants.ts';

/** What a municipality's page says around the figures: who asked, under which agreement, and what the delivery lacked. */
export type OwnBackground = Pick<
  OwnRelease,
  'acceptedOn' | 'inhabitants' | 'thresholds' | 'purpose' | 'agreementId' | 'researchers' | 'questions' | 'delivery'
>;

const tables = ['signals', 'signal_cases', 'contact_attempts', 'follow_ups'] as const;
const dateColumns = {
  signals: ['signals.signal_date'],
  signal_cases: ['signal_cases.seen_on', 'signal_cases.closed_on'],
  contact_attempts: ['contact_attempts.attempted_on'],
  follow_ups: ['follow_ups.followed_up_on'],
} as const;

/** A count as the page may show it: rounded, null when it is small. */
function protectedCount(count: number, { minimumHouseholds, roundingBase }: Policy): number | null {
  return count < minimumHouseholds.value ? null : roundTo(count, roundingBase.value);
}

type Note = DeliveryQuality['notes'][number];

/** What a delivery covered and lacked, from its manifest; counts are rounded and small ones left out. */
export function deliveryQuality(manifest: Manifest, policy: Policy): DeliveryQuality {
  const note = (kind: Note['kind'], field: string, count: number): readonly Note[] =>
    count === 0 ? [] : [{ kind, field, count: protectedCount(count, policy) }];
  const { joins } = manifest;
  const byField = (kind: Note['kind'], counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).flatMap(([field, count]) => note(kind, field, count));
  const notes = [
    ...note('quarantined', 'signals', manifest.quarantine.rows),
    ...byField('unknown-code', manifest.unknownCodes),
    ...byField('unreadable', manifest.unreadable),
    ...note('without-household', 'signals', joins.signalsWithoutHousehold),
    ...note('without-case', 'signals', joins.signalsWithoutCase),
    ...note('without-case', 'contact_attempts', joins.attemptsWithoutCase),
    ...note('without-signal', 'signal_cases', joins.casesWithoutSignal),
  ];
  return {
    format: manifest.source.format,
    exportDate: manifest.exportDate,
    tables: tables.flatMap((table) => {
      const rows = manifest.rows[table] ?? 0;
      const dates = dateColumns[table]
        .map((column) => manifest.dates[column])
        .find((found) => typeof found?.first === 'string');
      return rows === 0
        ? []
        : [{ table, rows: protectedCount(rows, policy), first: month(dates?.first), last: month(dates?.last) }];
    }),
    notes: notes.slice(0, 60),
    unavailable: manifest.unavailable.filter((column) => column !== thresholdNeed),
  };
}

/** The first day of a month: the exact first and last dates of a table are those of single rows. */
function month(day: string | null | undefined): string | null {
  return day === null || day === undefined ? null : `${day.slice(0, 7)}-01`;
}

/** What the background is taken from; `acceptedOn` is the day on which the task was accepted. */
type TaskBackground = {
  readonly study: Study;
  readonly taking: readonly Participant[];
  readonly acceptedOn: string;
  readonly policy: Policy;
};

/** The background of one municipality's report. */
export function ownBackground(
  { study, taking, acceptedOn, policy }: TaskBackground,
  manifest: Manifest,
): OwnBackground {
  const indicators = study.report?.indicators ?? [];
  const partner = taking.find(({ municipality }) => municipality.code === manifest.municipality);
  const inhabitants = partner?.municipality.inhabitants;
  const thresholds = partner?.agreement.thresholds;
  const dutch = study.report?.questions ?? {};
  const questions = study.analyses
    .filter(({ id }) => indicators.includes(id))
    .map(({ id, question }) => ({
      analysis: id,
      ...(question !== undefined && { question }),
      ...(dutch[id] !== undefined && { dutch: dutch[id] }),
    }));
  return {
    acceptedOn,
    purpose: study.purpose,
    ...(inhabitants !== undefined && { inhabitants }),
    ...(thresholds !== undefined && { thresholds }),
    ...(partner !== undefined && { agreementId: partner.agreement.id }),
    researchers: study.researchers.map(({ name, affiliation }) =>
      affiliation === undefined ? name : `${name} (${affiliation})`,
    ),
    questions,
    delivery: deliveryQuality(manifest, policy),
  };
}
