import type { DemoMunicipality } from './municipalities.ts';

/** Size of a set of synthetic exports. */
export type Preset = { readonly municipalities: number; readonly months: number };

/** Names that `data synth --preset` knows: to try something, to try a study, and to try a national run. */
export const presets: Readonly<Record<'klein' | 'middel' | 'groot', Preset>> = {
  klein: { municipalities: 3, months: 12 },
  middel: { municipalities: 12, months: 24 },
  groot: { municipalities: 48, months: 24 },
};

/** Average household size in the Netherlands (Statistics Netherlands, 2024). */
const inhabitantsPerHousehold = 2.1;

/** The same municipalities with sizes in proportion, so that together they have this many households. */
export function withHouseholds(
  municipalities: readonly DemoMunicipality[],
  households: number,
): readonly DemoMunicipality[] {
  const total = municipalities.reduce((sum, { inhabitants }) => sum + inhabitants, 0);
  const factor = (households * inhabitantsPerHousehold) / total;
  return municipalities.map((one) => ({ ...one, inhabitants: Math.round(one.inhabitants * factor) }));
}
