import { findVariable } from '../dataset/variables.ts';
import type { SpellUnit } from '../protocol/analysis.ts';

const ofUnit: Readonly<Record<SpellUnit, readonly string[]>> = {
  'case-spells': ['signal_cases.closed_on', 'signals.signal_date'],
  'signal-spells': ['signals.signal_date'],
};

/** Columns that a spell and the variables asked of it need from the source. */
export function spellNeeds(unit: SpellUnit, names: readonly string[]): readonly string[] {
  return [...new Set([...ofUnit[unit], ...names.flatMap((name) => findVariable(name, unit)?.needs ?? [])])];
}
