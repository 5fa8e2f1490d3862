import type { ReleasedRiskTable } from '../protocol/evidence.ts';

/** How the grid is named in a result. */
export function gridName(table: Pick<ReleasedRiskTable, 'protection' | 'edgesDays'>): string {
  return table.protection.uncontrolled && table.edgesDays.length > 60 ? 'daily' : table.edgesDays.join(' ');
}
