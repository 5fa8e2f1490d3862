/** A calendar day as the number of days since 1970-01-01. */
export type DayNumber = number;

/** Day number of `YYYY-MM-DD`. */
export const dayOf = (date: string): DayNumber => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);

/** Day number of a month and a day in it; months count from January 1970. */
export const dayInMonth = (month: number, day: number): DayNumber =>
  Date.UTC(1970, month, Math.min(day, daysInMonth(month))) / 86_400_000;

/** Month of a day, counted from January 1970. */
export function monthOf(day: DayNumber): number {
  const date = new Date(day * 86_400_000);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

const daysInMonth = (month: number): number => new Date(Date.UTC(1970, month + 1, 0)).getUTCDate();

/** The same day so many months later, or the last day of that month; the last day of a month stays a last day. */
export function addMonths(day: DayNumber, months: number): DayNumber {
  const month = monthOf(day);
  const dayOfMonth = day - dayInMonth(month, 1) + 1;
  const isLast = dayOfMonth === daysInMonth(month);
  return dayInMonth(month + months, isLast ? 31 : dayOfMonth);
}

const cache = new Map<DayNumber, string>();

/** `YYYY-MM-DD` of a day. */
export function isoDate(day: DayNumber): string {
  const known = cache.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
  cache.set(day, text);
  return text;
}

/** `dd-mm-yyyy` of a day, as Dutch software writes it. */
export function dutchDate(day: DayNumber): string {
  const text = isoDate(day);
  return `${text.slice(8)}-${text.slice(5, 7)}-${text.slice(0, 4)}`;
}
