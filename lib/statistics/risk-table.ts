/** One cell of a risk table: the persons under observation when it starts and those who leave in it. */
export type RiskInterval = {
  readonly endDays: number;
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
};

/** What happens inside a cell: events, other leavers, and with delayed entry those who join at its start. */
export type IntervalCounts = { readonly events: number; readonly censored: number; readonly entered?: number };

/**
 * Builds a risk table: n(1) = entries, n(j+1) = n(j) - d(j) - c(j) + e(j+1); events come before censorings in a cell.
 * Throws a RangeError if there are not as many edges as intervals.
 */
export function riskIntervals(
  entries: number,
  intervals: readonly IntervalCounts[],
  edgesDays: readonly number[],
): readonly RiskInterval[] {
  if (edgesDays.length !== intervals.length) {
    throw new RangeError(`${intervals.length} intervals need as many edges, not ${edgesDays.length}`);
  }
  let remaining = entries;
  return intervals.map(({ events, censored, entered = 0 }, index) => {
    const atRisk = remaining + entered;
    remaining = atRisk - events - censored;
    return { endDays: edgesDays[index] ?? Number.NaN, atRisk, events, censored };
  });
}

/** Throws a RangeError unless all tables have the same edges. */
export function requireSameEdges(tables: readonly (readonly RiskInterval[])[]): void {
  const first = tables[0] ?? [];
  for (const table of tables) {
    const same = table.length === first.length && table.every((cell, index) => cell.endDays === first[index]?.endDays);
    if (!same) throw new RangeError('risk tables with different edges cannot be combined');
  }
}

/** Adds the risk tables of sites or groups with the same edges; throws a RangeError if edges differ. */
export function addRiskTables(tables: readonly (readonly RiskInterval[])[]): readonly RiskInterval[] {
  requireSameEdges(tables);
  return (tables[0] ?? []).map(({ endDays }, index) => ({
    endDays,
    atRisk: tables.reduce((sum, table) => sum + (table[index]?.atRisk ?? 0), 0),
    events: tables.reduce((sum, table) => sum + (table[index]?.events ?? 0), 0),
    censored: tables.reduce((sum, table) => sum + (table[index]?.censored ?? 0), 0),
  }));
}

function mergeCells(cells: readonly RiskInterval[], endDays: number): RiskInterval {
  const events = cells.reduce((sum, cell) => sum + cell.events, 0);
  const censored = cells.reduce((sum, cell) => sum + cell.censored, 0);
  const last = cells.at(-1);
  const remaining = last === undefined ? 0 : last.atRisk - last.events - last.censored;
  return { endDays, atRisk: remaining + events + censored, events, censored };
}

/**
 * Merges the cells of a fine grid into a coarser nested one; who enters within a merged cell counts as at risk in it.
 * Throws a RangeError if an edge is not an edge of the table; cells after the last edge are dropped.
 */
export function coarsen(table: readonly RiskInterval[], edgesDays: readonly number[]): readonly RiskInterval[] {
  const known = new Set(table.map((cell) => cell.endDays));
  let startDays = Number.NEGATIVE_INFINITY;
  return edgesDays.map((endDays) => {
    if (!known.has(endDays) || endDays <= startDays) throw new RangeError(`edge ${endDays} does not nest in the grid`);
    const from = startDays;
    startDays = endDays;
    return mergeCells(
      table.filter((cell) => cell.endDays > from && cell.endDays <= endDays),
      endDays,
    );
  });
}
