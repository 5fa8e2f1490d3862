import { ageOn } from './calendar-days.ts';
import { ddasContactMethods, ddasDayParts, ddasOutcomes, ddasPartnerTypes, ddasSignalStatuses } from './ddas-codes.ts';
import { citizenOf, householdOf } from './ddas-household.ts';
import type { DdasChecks, SchemaProblem } from './ddas-schema.ts';
import { type ElementReader, elementReader, isObject, member } from './ddas-values.ts';
import type { SqlValue } from './duckdb.ts';
import type { RowWriter } from './extract-rows.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import type { Tally } from './tally.ts';

/** Turns signals and cases of one municipality into canonical rows; what identifies a person ends here. */
export type DdasRows = {
  readonly signal: (element: unknown) => void;
  readonly case: (element: unknown) => void;
};

/** What the rows of a municipality need. */
export type DdasRowsContext = {
  readonly checks: DdasChecks;
  readonly writer: RowWriter;
  readonly tally: Tally;
  readonly pseudonym: Pseudonyms;
  /** Is told of each citizen with the household that the row gets: who objects by number is found at an address so. */
  readonly objector?: (citizen: string, household: string) => void;
};

/** Rows of one municipality. A case has no identifier in DDAS: it gets a pseudonym of the identifiers of its signals. */
export function createDdasRows(context: DdasRowsContext): DdasRows {
  const { checks, writer, tally, pseudonym } = context;
  const seenCases = new Set<string>();
  return {
    signal: (element) => {
      const problems = checks.signal(element);
      if (lacks(problems, 'client')) tally.unreadable('signals.household');
      if (lacks(problems, 'signaalpartner')) tally.unreadable('signals.partner_type');
      countDropped(element, problems.filter(({ keyword }) => keyword === 'additionalProperties').length, tally);
      writer.add('signals', signalRow(elementReader(element, problems, 'signals', tally), context));
    },
    case: (element) => {
      const signals = signalIds(element);
      const caseId = signals.length === 0 ? null : pseudonym('case', ...signals);
      const problems = checks.case(element);
      const read = elementReader(element, problems, 'signal_cases', tally);
      writer.add('signal_cases', {
        case_id: caseId,
        seen_on: read.day('/datum_opgepakt', 'seen_on'),
        outcome: read.code('/resultaat', 'outcome', ddasOutcomes),
      });
      if (caseId === null || seenCases.has(caseId)) return;
      seenCases.add(caseId);
      for (const signal of signals) writer.link(signal, caseId);
      addAttempts(element, caseId, problems, context);
    },
  };
}

/** Tells whether a required member is missing or of the wrong kind. */
const lacks = (problems: readonly SchemaProblem[], name: string) =>
  problems.some(({ missing, pointer }) => missing === name || pointer === `/${name}`);

function householdIn(read: ElementReader, postcode: string | null, { pseudonym, objector }: DdasRowsContext) {
  const parts = {
    postcode,
    number: read.text('/client/Huisnummer', 'household'),
    suffix: read.text('/client/Huisnummertoevoeging', 'household'),
    citizenNumber: read.text('/client/Burgerservicenummer', 'household'),
  };
  const household = householdOf(parts, pseudonym);
  const citizen = objector === undefined ? null : citizenOf(parts, pseudonym);
  if (household !== null && citizen !== null) objector?.(citizen, household);
  return household;
}

function signalRow(read: ElementReader, context: DdasRowsContext): Readonly<Record<string, SqlValue>> {
  const { tally } = context;
  const signalDate = read.day('/signaaldatum', 'signal_date');
  const euros = read.integer('/bedrag', 'arrears_cents');
  const crisis = read.flag('/crisissignaal', 'signal_type');
  const postcode = read.text('/client/Postcode', 'postcode4');
  return {
    signal_id: read.text('/ID', 'signal_id'),
    household: householdIn(read, postcode, context),
    postcode4: postcodeDigits(postcode, tally),
    partner_type: read.code('/signaalpartner/type', 'partner_type', ddasPartnerTypes),
    status: read.code('/status', 'status', ddasSignalStatuses),
    arrears_since: read.day('/ontstaansdatum', 'arrears_since'),
    signal_type: crisis === null ? null : crisis ? 'crisis' : 'early',
    signal_date: signalDate,
    arrears_cents: euros === null ? null : euros * 100,
    age: ageAtSignal(read.day('/client/Geboortedatum', 'age'), signalDate, tally),
  };
}

function postcodeDigits(postcode: string | null, tally: Tally): string | null {
  if (postcode === null || postcode === '') return null;
  const digits = /^([1-9]\d{3})\s*(?:[a-z]{2})?$/i.exec(postcode)?.[1];
  if (digits === undefined) tally.unreadable('signals.postcode4');
  return digits ?? null;
}

const maximumAge = 110;

function ageAtSignal(birth: string | null, signalDate: string | null, tally: Tally): number | null {
  if (birth === null || signalDate === null) return null;
  const age = ageOn(birth, signalDate);
  if (age >= 0 && age <= maximumAge) return age;
  tally.unreadable('signals.age');
  return null;
}

const identifiers = new Set(
  'Burgerservicenummer Voorletters Voorvoegsel Achternaam Geboortedatum Straatnaam Postcode Huisnummer Huisnummertoevoeging Plaatsnaam'.split(
    ' ',
  ),
);

/** Counts what identifies a person by its name in the standard; a field outside the standard counts as `other`, its name is data. */
function countDropped(element: unknown, additional: number, tally: Tally): void {
  const client = member(element, 'client');
  for (const name of isObject(client) ? Object.keys(client) : []) tally.dropped(identifiers.has(name) ? name : 'other');
  for (let count = 0; count < additional; count += 1) tally.dropped('other');
}

/** Identifiers of the signals of a case, sorted and once each. */
function signalIds(element: unknown): readonly string[] {
  const references: unknown = member(element, 'vroegsignalen');
  const ids = new Set<string>();
  for (const reference of Array.isArray(references) ? references : []) {
    const id = member(reference, 'ID');
    if (typeof id === 'string' && id.trim() !== '') ids.add(id.trim());
  }
  return [...ids].sort();
}

function addAttempts(
  element: unknown,
  caseId: string,
  problems: readonly SchemaProblem[],
  { writer, tally }: DdasRowsContext,
): void {
  const attempts: unknown = member(element, 'contactpogingen');
  if (attempts === undefined) return;
  if (!Array.isArray(attempts)) return tally.unreadable('contact_attempts.case_id');
  attempts.forEach((attempt: unknown, index) => {
    const prefix = `/contactpogingen/${index}`;
    const own = problems
      .filter(({ pointer }) => pointer.startsWith(`${prefix}/`))
      .map((problem) => ({ ...problem, pointer: problem.pointer.slice(prefix.length) }));
    const read = elementReader(attempt, own, 'contact_attempts', tally);
    writer.add('contact_attempts', {
      case_id: caseId,
      attempted_on: read.day('/datum', 'attempted_on'),
      method: read.code('/soort', 'method', ddasContactMethods),
      day_part: read.code('/dagdeel', 'day_part', ddasDayParts),
      reached: read.flag('/bereikt', 'reached'),
    });
  });
}
