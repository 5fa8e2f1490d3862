import { dayOf } from '../../lib/synthetic/days.ts';
import { retainedSignals } from '../../lib/synthetic/generate.ts';
import type { CreditorType, Household, MunicipalityRecords } from '../../lib/synthetic/records.ts';
import type { Direct, Gate, Sources } from './life-direct.ts';
import { recordsOf } from './life-files.ts';

type Spell = { readonly days: number; readonly returned: boolean };

/** A workbook knows a household by its hash, a DDAS delivery by its address. */
const keyOf = ({ key, postcode, houseNumber }: Household, format: Gate['format']): string =>
  format === 'xlsx' ? key : `${postcode} ${houseNumber}`;

/** DDAS has no word for municipal taxes. */
const typeIn = (type: CreditorType, format: Gate['format']): string =>
  type === 'municipal-taxes' && format === 'json' ? 'other' : type;

/** From each signal to the household's next one on a later day, else to the export date. */
function spellsOf(records: MunicipalityRecords, format: Gate['format'], lastDay: number): readonly Spell[] {
  const households = Map.groupBy(retainedSignals(records), ({ household }) => keyOf(household, format));
  return [...households.values()].flatMap((signals) =>
    signals.flatMap(({ day }): readonly Spell[] => {
      const later = signals.filter((other) => other.day > day).map((other) => other.day);
      const days = Math.min(...later, lastDay) - day;
      return days > 0 ? [{ days, returned: later.length > 0 }] : [];
    }),
  );
}

/** One minus the product over the steps of one minus events over those who were there at its start (Kaplan and Meier 1958). */
function returnedBy(spells: readonly Spell[], edges: readonly number[]): number {
  const staying = edges.map((edge, index) => {
    const there = spells.filter(({ days }) => days > (edges[index - 1] ?? 0));
    return 1 - there.filter(({ days, returned }) => returned && days <= edge).length / there.length;
  });
  return 1 - staying.reduce((product, share) => product * share, 1);
}

/** The three analyses of the journey straight from the invented records: no SQL, no engine; by analysis, group and day. */
export function computedByHand(
  { gates, inhabitants, objectors }: Sources,
  exportDates: Direct['exportDates'],
): ReadonlyMap<string, number> {
  const all = gates.flatMap(({ codes, format }) =>
    codes.map((code) => ({ format, code, records: recordsOf({ code, inhabitants }, objectors) })),
  );
  const types = Map.groupBy(
    all.flatMap(({ records, format }) =>
      retainedSignals(records).map(({ creditorType }) => typeIn(creditorType, format)),
    ),
    (type) => type,
  );
  const tried = all.flatMap(({ records }) => records.cases).filter(({ attempts }) => attempts.length > 0);
  const reached = tried.filter(({ attempts }) => attempts.some((attempt) => attempt.reached)).length;
  const spells = all.flatMap(({ records, format, code }) =>
    spellsOf(records, format, dayOf(exportDates.get(code) ?? '')),
  );
  return new Map([
    ...[...types].map(([type, own]) => [`partners partner-type=${type} `, own.length] as const),
    ['reach  ', reached / tried.length],
    ['return  45', returnedBy(spells, [28, 45])],
    ['return  105', returnedBy(spells, [28, 45, 75, 105])],
  ]);
}
