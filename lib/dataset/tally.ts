/** A row that could not be kept: `row` is its order in the source table, `reason` a code; never a value. */
type QuarantinedRow = {
  readonly table: string;
  readonly row: number;
  readonly column: string;
  readonly reason: 'missing-key' | 'duplicate-key';
};

/** Counts by name, in alphabetical order. */
type Counts = Readonly<Record<string, number>>;

/** What was wrong with a source, as its manifest tells it. */
type TallyFigures = {
  readonly unreadable: Counts;
  readonly unknownCodes: Counts;
  readonly droppedIdentifiers: Counts;
  readonly quarantine: {
    readonly rows: number;
    readonly reasons: Counts;
    readonly sample: readonly QuarantinedRow[];
  };
};

/** Counts what was wrong with the source of one municipality; columns are named `table.column`. */
export type Tally = {
  readonly unreadable: (column: string, times?: number) => void;
  readonly unknownCode: (column: string) => void;
  readonly dropped: (field: string) => void;
  readonly quarantine: (row: QuarantinedRow) => void;
  readonly figures: () => TallyFigures;
};

const sampleSize = 200;

/** An empty tally. */
export function createTally(): Tally {
  const unreadable = counter();
  const unknown = counter();
  const dropped = counter();
  const reasons = counter();
  const sample: QuarantinedRow[] = [];
  let quarantined = 0;
  return {
    unreadable: unreadable.add,
    unknownCode: unknown.add,
    dropped: dropped.add,
    quarantine: (row) => {
      quarantined += 1;
      reasons.add(row.reason);
      if (sample.length < sampleSize) sample.push(row);
    },
    figures: () => ({
      unreadable: unreadable.counts(),
      unknownCodes: unknown.counts(),
      droppedIdentifiers: dropped.counts(),
      quarantine: { rows: quarantined, reasons: reasons.counts(), sample: [...sample] },
    }),
  };
}

function counter() {
  const counts = new Map<string, number>();
  return {
    add: (name: string, times = 1) => {
      if (times > 0) counts.set(name, (counts.get(name) ?? 0) + times);
    },
    counts: (): Counts => Object.fromEntries([...counts].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}
