/** Built-in number formats that show a date (ECMA-376 part 1, section 18.8.30); times alone are not dates. */
const builtInDateFormats = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 57, 58]);

/** Tells whether a number format shows a date: a day or year letter outside quotes, escapes and brackets. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDateFormats.has(id);
  const letters = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|[_*]./g, '').split(';')[0] ?? '';
  return /[dyj]/i.test(letters) && !/general|standaard/i.test(letters);
}

const dayMilliseconds = 86_400_000;
const lastSerial = 2_958_465;

/**
 * Calendar day of a serial number, or undefined outside the years 1900 to 9999. The 1900 system counts a day that never was
 * (60 = 29 February 1900; ECMA-376 part 1, section 18.17.4.1), so earlier serials start one day later.
 */
export function serialDay(serial: number, uses1904: boolean): string | undefined {
  const whole = Math.floor(serial);
  if (!Number.isFinite(serial) || whole < 1 || whole > lastSerial || (!uses1904 && whole === 60)) return undefined;
  const epoch = uses1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, whole < 60 ? 31 : 30);
  return new Date(epoch + whole * dayMilliseconds).toISOString().slice(0, 10);
}
