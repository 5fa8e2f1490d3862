const earliestYear = 1900;
const latestYear = 2100;

/** The day as `YYYY-MM-DD`, or undefined when the calendar has no such day or its year lies outside 1900 to 2100. */
function calendarDay(year: number, month: number, day: number): string | undefined {
  if (year < earliestYear || year > latestYear || month < 1 || month > 12 || day < 1) return undefined;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (day > (lengths[month - 1] ?? 0)) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

const dutch = /^(\d{1,2})-(\d{1,2})-(\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/;
const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?$/;

/** Reads `dd-mm-yyyy` or `yyyy-mm-dd`, a time of day ignored; undefined when it is no possible day. */
export function readDay(text: string): string | undefined {
  const isoParts = iso.exec(text);
  if (isoParts !== null) return calendarDay(Number(isoParts[1]), Number(isoParts[2]), Number(isoParts[3]));
  const parts = dutch.exec(text);
  return parts === null ? undefined : calendarDay(Number(parts[3]), Number(parts[2]), Number(parts[1]));
}

/** Completed years between two days. */
export function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}
