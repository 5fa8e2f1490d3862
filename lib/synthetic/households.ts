import { type DayNumber, isoDate } from './days.ts';
import { renewal } from './parameters.ts';
import type { Random } from './random.ts';
import type { Household } from './records.ts';

const surnames = ['Proefman', 'Verzonnen', 'Nergenshuizen', 'Van Voorbeeld', 'Fictief', 'Testerink', 'Bedachtsma'];
const streets = ['Proeflaan', 'Voorbeeldstraat', 'Verzonnenweg', 'Fictiefplein', 'Testdijk', 'Modelhof', 'Schijnkade'];
const ageBands: readonly (readonly [ages: readonly [youngest: number, oldest: number], weight: number])[] = [
  [[18, 29], 0.22],
  [[30, 44], 0.33],
  [[45, 59], 0.28],
  [[60, 92], 0.17],
];

/** Invents a household; nobody lives there. The BSN passes the test of eleven and starts with 99. */
export function inventHousehold(
  random: Random,
  municipality: { readonly code: string; readonly name: string },
  serial: number,
  today: DayNumber,
): Household {
  const [youngest, oldest] = random.weighted(ageBands);
  const age = random.integer(youngest, oldest);
  let exponentials = 0;
  for (let draw = 0; draw < renewal.needShape; draw += 1) exponentials -= Math.log(1 - random.uniform());
  const code = Number(municipality.code);
  return {
    key: pseudoHash(random),
    need: exponentials / renewal.needShape,
    bornOn: today - Math.floor(age * 365.25) - random.integer(0, 364),
    minorChildren: random.chance(age >= 25 && age < 60 ? 0.42 : 0.1),
    bsn: inventedBsn((code % 100) * 10_007 + serial),
    initials: `${letter(random)}.${random.chance(0.4) ? `${letter(random)}.` : ''}`,
    surname: surnames[random.integer(0, surnames.length - 1)] ?? '',
    street: streets[random.integer(0, streets.length - 1)] ?? '',
    houseNumber: 1 + serial,
    postcode: `${1000 + ((code * 37 + random.integer(0, 11)) % 9000)}${letter(random)}${letter(random)}`,
    place: municipality.name,
  };
}

/** Age in whole years on a day. */
export function ageOn(bornOn: DayNumber, day: DayNumber): number {
  const [born, today] = [isoDate(bornOn), isoDate(day)];
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
}

const letter = (random: Random): string => 'ABCDEFGHJKLMNPRSTVWXZ'[random.integer(0, 20)] ?? 'A';

const pseudoHash = (random: Random): string =>
  Array.from({ length: 4 }, () => random.integer(0, 0xffff).toString(16).padStart(4, '0')).join('');

/** The n-th number of nine digits from 990000000 that passes the test of eleven (weights 9 to 2 and -1). */
export function inventedBsn(serial: number): string {
  const stem = 99_000_000 + (serial % 900_000);
  const digits = Array.from(String(stem), Number);
  const sum = digits.reduce((total, digit, index) => total + digit * (9 - index), 0);
  return sum % 11 === 10 ? inventedBsn(serial + 450_001) : `${stem}${sum % 11}`;
}
