import { findVariable } from '../dataset/variables.ts';
import type { SpellUnit, Unit } from '../protocol/analysis.ts';

const cohort = ['signals.signal_date', 'signals.repeat_signal', 'signals.partner_type'] as const;

const ofUnit: Readonly<Record<SpellUnit, readonly string[]>> = {
  'case-spells': ['signal_cases.closed_on', 'signals.signal_date'],
  'signal-spells': ['signals.signal_date'],
  'new-households': cohort,
  'landmark-28': cohort,
  'landmark-45': cohort,
};

/** Columns that a spell and the variables asked of it, in its own unit or one made of it, need from the source. */
export function spellNeeds(unit: SpellUnit, names: readonly string[], asked: Unit = unit): readonly string[] {
  return [...new Set([...ofUnit[unit], ...names.flatMap((name) => findVariable(name, asked)?.needs ?? [])])];
}
