/**
 * Which rows of a unit a number counts: per variable the levels that a row may have; a variable that is not named may have any.
 * A level `kind:from:until` is a range of a numbered axis, open at `from`, closed at `until`, without end when `until` is empty.
 */
export type Selection = Readonly<Record<string, readonly string[]>>;

/** All levels of each variable, from the codebook. */
export type Domains = ReadonlyMap<string, readonly string[]>;

const rangePattern = /^[a-z]:\d+:\d*$/;

/** Kinds of rows on a numbered axis: who leaves with an event or without (`leaving...`), who could be observed so long (`potential`). */
export function rangeKinds(variable: string): readonly string[] | undefined {
  if (variable.startsWith('leaving')) return ['e', 'c'];
  return variable === 'potential' ? ['p'] : undefined;
}

/** A range of an axis: of one kind, or of all kinds when `kind` is x. */
export const rangeLevel = (kind: string, from: number, until: number | null): string =>
  `${kind}:${from}:${until ?? ''}`;

type Range = { readonly kind: string; readonly from: number; readonly until: number };

/** The range that a level names; undefined for other levels. */
export function parseRange(level: string): Range | undefined {
  if (!rangePattern.test(level)) return undefined;
  const [kind = '', from, until] = level.split(':');
  return { kind, from: Number(from), until: until === '' ? Number.POSITIVE_INFINITY : Number(until) };
}

const sorted = (levels: readonly string[]) => [...new Set(levels)].toSorted();

/** One form for all ways to say the same: variables and levels sorted, variables that may have any level left out. */
export function canonicalSelection(selection: Selection, domains: Domains): Selection {
  const entries = Object.entries(selection)
    .map(([variable, levels]) => [variable, sorted(levels)] as const)
    .filter(([variable, levels]) => {
      const all = domains.get(variable);
      return all === undefined || !all.every((level) => levels.includes(level));
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** The canonical text of a selection, a key for the same question. */
export const selectionKey = (selection: Selection): string =>
  Object.entries(selection)
    .map(([variable, levels]) => `${variable}=${levels.join(',')}`)
    .join(';');

/** A selection that contradicts itself: the filter of an analysis excludes a level of its own table. */
export const nowhere: Selection = { '(never)': [] };

/** True for a selection that no row can fulfil. */
export const isNowhere = (selection: Selection): boolean => '(never)' in selection;

/** Both conditions at once; undefined when no row can fulfil them. */
export function intersect(a: Selection, b: Selection): Selection | undefined {
  const merged: Record<string, readonly string[]> = { ...a };
  for (const [variable, levels] of Object.entries(b)) {
    const present = merged[variable];
    const kept = present === undefined ? levels : levels.filter((level) => present.includes(level));
    if (kept.length === 0) return undefined;
    merged[variable] = kept;
  }
  return merged;
}

const covers = (outer: Range, inner: Range) =>
  (outer.kind === 'x' || outer.kind === inner.kind) && outer.from <= inner.from && outer.until >= inner.until;

function levelsContain(outer: readonly string[], inner: readonly string[]): boolean {
  return inner.every((level) => {
    if (outer.includes(level)) return true;
    const range = parseRange(level);
    return (
      range !== undefined &&
      outer.some((candidate) => {
        const wider = parseRange(candidate);
        return wider !== undefined && covers(wider, range);
      })
    );
  });
}

/** Every row of `inner` is a row of `outer`, whatever the data. */
export function contains(outer: Selection, inner: Selection): boolean {
  return Object.entries(outer).every(([variable, levels]) => {
    const narrower = inner[variable];
    return narrower !== undefined && levelsContain(levels, narrower);
  });
}

/** The pieces of an axis that all given levels are unions of, for each kind of rows. */
function pieces(kinds: readonly string[], levels: readonly string[]): readonly string[] {
  const ranges = levels.flatMap((level) => parseRange(level) ?? []);
  const cuts = [...new Set([0, ...ranges.flatMap(({ from, until }) => [from, until]).filter(Number.isFinite)])].sort(
    (a, b) => a - b,
  );
  return kinds.flatMap((kind) => cuts.map((from, index) => rangeLevel(kind, from, cuts[index + 1] ?? null)));
}

/** The levels that make up the atoms of a variable, given everything that is asked of it. */
export function atomicLevels(variable: string, domains: Domains, asked: readonly string[]): readonly string[] {
  const kinds = rangeKinds(variable);
  return kinds === undefined ? (domains.get(variable) ?? sorted(asked)) : pieces(kinds, asked);
}

/** For each atomic level, whether a row with it fulfils the condition. */
export function membership(atomic: readonly string[], condition: readonly string[] | undefined): readonly boolean[] {
  return atomic.map((level) => condition === undefined || levelsContain(condition, [level]));
}
