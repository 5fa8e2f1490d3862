import type { Unit } from '../protocol/analysis.ts';
import type { Code } from './codes.ts';
import { yesNo } from './variable-levels.ts';

/** A variable that an analysis may ask for: the column of the unit's table holds its code, number or date. */
export type Variable = {
  readonly name: string;
  readonly kind: 'coded' | 'number' | 'date';
  readonly units: readonly Unit[];
  readonly levels: readonly Code[];
  readonly needs: readonly string[];
  readonly en: string;
  readonly nl: string;
  /** Edges of histograms of a number, nested, finest first, in its unit; a bin holds its upper edge. */
  readonly edges?: readonly (readonly number[])[];
};

/** What a variable has beside its name, units and English label. */
type Extra = {
  readonly nl: string;
  readonly levels?: readonly Code[];
  readonly needs?: readonly string[];
  readonly kind?: Variable['kind'];
  readonly edges?: Variable['edges'];
};

/** A variable: coded with yes and no unless told otherwise. */
export const variable = (name: string, units: readonly Unit[], en: string, extra: Extra): Variable => {
  const kind = extra.kind ?? 'coded';
  const levels = kind === 'coded' ? (extra.levels ?? yesNo) : [];
  const edges = extra.edges === undefined ? {} : { edges: extra.edges };
  return { name, kind, units, levels, needs: extra.needs ?? [], en, nl: extra.nl, ...edges };
};
