import { type DayNumber, dutchDate } from './days.ts';
import { createRandom, type Random } from './random.ts';
import type { MunicipalityRecords } from './records.ts';
import { type Cell, dateCell } from './xlsx.ts';

/** Shares of cells with the dirt that real exports have; mostly the shares of the researchers' example workbook. */
const rates = {
  unreadableDate: 0.006,
  realDateCell: 0.1,
  ageMinus7973: 0.0067,
  age125: 0.0042,
  age0: 0.0058,
  amountAsText: 0.02,
  blankCode: 0.1,
  unlistedCode: 0.002,
} as const;

/** Writes values as a workbook of a certain quality holds them. */
export type CellWriter = {
  readonly date: (day: DayNumber | null) => Cell;
  readonly yesNo: (value: boolean) => Cell;
  readonly amount: (cents: number) => Cell;
  readonly age: (years: number) => Cell;
  readonly code: (value: string, unlisted: string) => Cell;
  readonly optional: (value: Cell) => Cell;
  readonly chance: (probability: number) => boolean;
};

/** A clean or a dirty writer for one tab; the dirt depends on the municipality's seed and the tab only. */
export function cellWriter(records: MunicipalityRecords, tab: string, clean: boolean): CellWriter {
  const random = createRandom(records.seed, `${records.code}/${tab}`);
  if (clean) return cleanWriter(random);
  const english = createRandom(records.seed, `${records.code}/locale`).chance(0.25);
  return {
    date: (day) => {
      if (day === null) return null;
      if (random.chance(rates.unreadableDate)) return 'onbekend';
      return random.chance(rates.realDateCell) ? dateCell(day) : dutchDate(day);
    },
    yesNo: (value) => (value ? ['Ja', 'ja', 'JA '] : ['Nee', 'nee', 'Nee'])[random.integer(0, 2)] ?? null,
    amount: (cents) => (random.chance(rates.amountAsText) ? amountText(cents, english) : cents / 100),
    age: (years) =>
      random.weighted([
        [-7973, rates.ageMinus7973],
        [125, rates.age125],
        [0, rates.age0],
        [years, 1 - rates.ageMinus7973 - rates.age125 - rates.age0],
      ]),
    code: (value, unlisted) => (random.chance(rates.unlistedCode) ? unlisted : value),
    optional: (value) => (random.chance(rates.blankCode) ? null : value),
    chance: random.chance,
  };
}

function cleanWriter(random: Random): CellWriter {
  return {
    date: (day) => (day === null ? null : dutchDate(day)),
    yesNo: (value) => (value ? 'Ja' : 'Nee'),
    amount: (cents) => cents / 100,
    age: (years) => years,
    code: (value) => value,
    optional: (value) => value,
    chance: random.chance,
  };
}

/** `1.234,56` or, in English, `1,234.56`. */
export function amountText(cents: number, english: boolean): string {
  const [thousands, decimals] = english ? [',', '.'] : ['.', ','];
  const whole = String(Math.floor(cents / 100)).replaceAll(/\B(?=(\d{3})+$)/g, thousands);
  return `${whole}${decimals}${String(cents % 100).padStart(2, '0')}`;
}
