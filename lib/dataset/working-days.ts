const firstYear = 2015;
const lastYear = 2040;
const millisecondsPerDay = 86_400_000;

/** Easter Sunday as a day of the year's calendar (Meeus, Jones and Butcher's rule for the Gregorian calendar). */
function easterSunday(year: number): Date {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return new Date(Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1));
}

const isoDay = (date: Date) => date.toISOString().slice(0, 10);

/** Public holidays of a year by art. 3 of the Dutch Algemene termijnenwet, Good Friday included; `YYYY-MM-DD`. */
export function publicHolidays(year: number): readonly string[] {
  const easter = easterSunday(year).getTime();
  const fromEaster = (days: number) => isoDay(new Date(easter + days * millisecondsPerDay));
  const isSunday = new Date(Date.UTC(year, 3, 27)).getUTCDay() === 0;
  return [
    `${year}-01-01`,
    fromEaster(-2),
    fromEaster(1),
    `${year}-04-${isSunday ? 26 : 27}`,
    `${year}-05-05`,
    fromEaster(39),
    fromEaster(50),
    `${year}-12-25`,
    `${year}-12-26`,
  ];
}

const years = Array.from({ length: lastYear - firstYear + 1 }, (_, index) => firstYear + index);
const holidays = years.flatMap(publicHolidays).map((day) => `DATE '${day}'`);

/** SQL of a calendar: per `day` the `number` of working days up to and including it, so that a difference counts working days. */
export const workingDaysSql = `SELECT day, sum(CASE WHEN isodow(day) <= 5 AND day NOT IN (${holidays.join(', ')}) THEN 1 ELSE 0 END)
    OVER (ORDER BY day) AS number
  FROM (SELECT CAST(unnest(generate_series(DATE '${firstYear}-01-01', DATE '${lastYear}-12-31', INTERVAL 1 DAY)) AS DATE) AS day)`;
