import { type Grouping, groupedQuery, type Query } from './plan.ts';

/** Index of the interval in which a number of days lies, the one beyond the grid last; the day itself when there are no edges. */
export function intervalSql(days: string, edges: readonly number[]): string {
  if (edges.length === 0) return `CAST(${days} AS INTEGER)`;
  return `CASE ${edges.map((edge, index) => `WHEN ${days} <= ${edge} THEN ${index}`).join(' ')} ELSE ${edges.length} END`;
}

/** Columns with the time of a spell in days and with 1 where it ends in the kind of event asked for, else 0. */
export function spellColumns({ outcome }: Grouping): readonly [days: string, event: string] {
  const kind = outcome === undefined ? '' : `_${outcome.replaceAll('-', '_')}`;
  return [`time_days${kind}`, `event${kind}`];
}

/**
 * Risk table on a grid: by municipality, pattern and interval the events, leavers and distinct households of each.
 * `interval` counts from 0; the last one, `edges.length`, holds who is observed beyond the grid. Daily, and then without municipalities
 * and households because nothing but an uncontrolled run asks for days, when `edges` is empty.
 */
export function riskQuery(grouping: Grouping, edges: readonly number[]): Query {
  const [days, event] = spellColumns(grouping);
  const select = `${intervalSql(days, edges)} AS interval_index, sum(${event}) AS events, count(*) - sum(${event}) AS censored`;
  const households = `count(DISTINCT CASE WHEN ${event} = 1 THEN household END) AS event_households`;
  const isDaily = edges.length === 0 && grouping.separate !== true;
  return groupedQuery(grouping, {
    select: isDaily ? select : `${select}, ${households}`,
    by: ['interval_index'],
    sums: ['events', 'censored'],
    households: isDaily ? [] : ['event_households'],
    reads: [days, event],
  });
}
