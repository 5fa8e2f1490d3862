import { completenessQuery, type Grouping, type Query, type ResultRow } from '../dataset/plan.ts';
import type { CountsEvidence } from '../disclosure/evidence.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { Dimension, ReleasedEvidence } from '../protocol/evidence.ts';
import { countCells } from './cells.ts';
import { estimate, statusOf, withheld } from './estimate-rows.ts';
import type { Scope } from './module.ts';

const name = 'complete-cases';
const dimensions: readonly Dimension[] = [{ variable: name, levels: ['yes', 'no'] }];

/** Asks how many rows have all variables of a model. */
export const completeCasesQuery = (grouping: Grouping): Query => completenessQuery(grouping);

/** Complete and incomplete cases as evidence. */
export function completeCasesEvidence(rows: readonly ResultRow[], scope: Scope): CountsEvidence {
  return { kind: 'counts', name, dimensions, success: null, cells: countCells(rows, dimensions, scope) };
}

/** How many cases a model took in, and how many it left out because a variable is missing. */
export function completeCasesEstimates(evidence: readonly ReleasedEvidence[]): readonly Estimate[] {
  const part = evidence.find((each) => each.name === name);
  if (part?.kind !== 'counts') return [];
  return part.cells.map((cell) => {
    const group = `${name}=${cell.levels[0] ?? ''}`;
    if (cell.count === null) return withheld('count', group, 'count');
    return estimate({ measure: 'count', group, method: 'count', status: statusOf(part.protection), value: cell.count });
  });
}
