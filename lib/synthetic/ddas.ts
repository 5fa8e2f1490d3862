import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { addMonths, dayInMonth, isoDate, monthOf } from './days.ts';
import { contactNames, partnerNames, resultNames, statusNames } from './ddas-words.ts';
import { retainedSignals } from './generate.ts';
import { createRandom, type Random } from './random.ts';
import type { Attempt, MunicipalityRecords, Signal, SignalCase } from './records.ts';
import type { WriteOptions, WrittenRows } from './workbook.ts';
import { dayPartNames } from './workbook-words.ts';

/** Shares of the gaps that the standard allows: it requires nothing of a case or an attempt. */
const gaps = {
  address: 0.005,
  otherSpelling: 0.02,
  birthDate1900: 0.01,
  amount: 0.01,
  date: 0.006,
  dayPart: 0.1,
} as const;
const administrativeShare = 0.03;

/** Writes one DDAS v0.9 delivery file with a delivery for each municipality; all must have the same export date. */
export async function writeDdasDelivery(
  municipalities: readonly MunicipalityRecords[],
  path: string,
  options: WriteOptions = {},
): Promise<WrittenRows> {
  const written = { vroegsignalen: 0, vroegsignaalzaken: 0 };
  const text = fileText(municipalities, options.clean === true, written);
  await pipeline(Readable.from(text, { objectMode: false }), createWriteStream(path));
  return written;
}

type Written = { vroegsignalen: number; vroegsignaalzaken: number };

function* fileText(municipalities: readonly MunicipalityRecords[], clean: boolean, written: Written) {
  const [first] = municipalities;
  if (first === undefined) throw new RangeError('a delivery file needs a municipality');
  const until = isoDate(first.until);
  const head = {
    startdatumLevering: isoDate(addMonths(first.until, -first.retentionMonths) + 1),
    einddatumLevering: until,
    aanleverdatumEnTijd: `${until}T21:30:00Z`,
    codeGegevensleverancier: 'SYNTHETISCH',
  };
  yield `${JSON.stringify(head).slice(0, -1)},"leveringen":[\n`;
  for (const [index, records] of municipalities.entries()) {
    if (index > 0) yield ',\n';
    yield* delivery(records, index + 1, { clean, written });
  }
  yield '\n]}\n';
}

function* delivery(records: MunicipalityRecords, number: number, options: { clean: boolean; written: Written }) {
  const { clean, written } = options;
  const random = createRandom(records.seed, `${records.code}/ddas`);
  const signals = retainedSignals(records);
  const head = {
    teller: number,
    gemeentecode: records.code,
    aanleverende_organisatie: { naam: records.name, 'kvk-nummer': '00000000' },
  };
  yield `${JSON.stringify(head).slice(0, -1)},"vroegsignalen":[`;
  yield* items(signals, (signal) => signalJson(signal, random, clean));
  yield '],\n"vroegsignaalzaken":[';
  yield* items(records.cases, (one) => caseJson(one, random, clean));
  yield ']}';
  written.vroegsignalen += signals.length;
  written.vroegsignaalzaken += records.cases.length;
}

function* items<Item>(all: readonly Item[], toJson: (item: Item) => unknown): Generator<string> {
  let text = '\n';
  for (const [index, item] of all.entries()) {
    text += `${index === 0 ? '' : ',\n'}${JSON.stringify(toJson(item))}`;
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield text;
}

function signalJson(signal: Signal, random: Random, clean: boolean) {
  const missing = (rate: number): boolean => !clean && random.chance(rate);
  return {
    ID: signal.id,
    crisissignaal: signal.crisis,
    warmeOverdracht: random.chance(0.02),
    bedrag: missing(gaps.amount) ? undefined : Math.round(signal.arrearsCents / 100),
    ontstaansdatum: isoDate(signal.arrearsSince),
    signaaldatum: missing(gaps.date) ? undefined : isoDate(signal.day),
    status: signal.status === null ? undefined : statusNames[signal.status],
    signaalpartner: { type: partnerNames[signal.creditorType] },
    client: clientJson(signal, missing),
  };
}

/** Only health insurers and energy suppliers have a legal ground for the BSN here. */
function clientJson({ household, creditorType }: Signal, missing: (rate: number) => boolean) {
  const { street, postcode, houseNumber, place } = household;
  const spaced = `${postcode.slice(0, 4)} ${postcode.slice(4).toLowerCase()}`;
  const address = {
    Straatnaam: street,
    Postcode: missing(gaps.otherSpelling) ? spaced : postcode,
    Huisnummer: String(houseNumber),
    Plaatsnaam: place,
  };
  return {
    Burgerservicenummer: ['health-insurance', 'energy'].includes(creditorType) ? household.bsn : undefined,
    Voorletters: household.initials,
    Achternaam: household.surname,
    Geboortedatum: missing(gaps.birthDate1900) ? '1900-01-01' : isoDate(household.bornOn),
    ...(missing(gaps.address) ? {} : address),
  };
}

function caseJson(one: SignalCase, random: Random, clean: boolean) {
  const attempts = one.attempts.map((attempt) => attemptJson(attempt, random, clean));
  const administrative = { soort: 'Administratief', bereikt: false, datum: isoDate(one.seenOn) };
  return {
    resultaat: one.outcome === null ? undefined : resultNames[one.outcome],
    matchingsdatum: isoDate(one.day),
    startdatum_matchtingperiode: isoDate(dayInMonth(monthOf(one.day), 1)),
    datum_opgepakt: isoDate(one.seenOn),
    einddatum_matchingperiode: isoDate(dayInMonth(monthOf(one.day), 31)),
    vroegsignalen: one.signalIds.map((id) => ({ ID: id })),
    contactpogingen: random.chance(administrativeShare) ? [administrative, ...attempts] : attempts,
  };
}

function attemptJson(attempt: Attempt, random: Random, clean: boolean) {
  return {
    soort: contactNames[attempt.method],
    bereikt: attempt.reached,
    datum: isoDate(attempt.day),
    dagdeel: !clean && random.chance(gaps.dayPart) ? undefined : dayPartNames[attempt.dayPart],
  };
}
