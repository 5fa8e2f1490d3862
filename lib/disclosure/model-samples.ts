import type { Finding } from './checks.ts';
import type { OfMunicipality } from './differences.ts';
import type { Policy } from './policy.ts';
import { type Selection, selectionKey } from './selection.ts';

/** A model as it is compared with others: unit and outcome, the rows it uses, and its specification without its name. */
export type AskedModel = {
  readonly study: string;
  readonly unit: string;
  readonly outcome: string;
  readonly sample: Selection;
  readonly specification: string;
};

/** A model that was asked before, over the same snapshots or with so many municipalities that joined, left or delivered again. */
export type EarlierModel = AskedModel & { readonly changed: number; readonly isFinished: boolean };

/** What each municipality has of the rows that only one of two samples uses, in both directions; undefined where it was not asked. */
export type SampleFacts = (earlier: EarlierModel) => readonly (readonly OfMunicipality[])[] | undefined;

const isAlike = (a: AskedModel, b: AskedModel) => a.unit === b.unit && a.outcome === b.outcome;

/** Models of which this one's rows differ over the same snapshots: the facts that are needed. */
export const samplesToCompare = (asked: AskedModel, earlier: readonly EarlierModel[]): readonly EarlierModel[] => {
  const others = earlier.filter(
    (each) => isAlike(each, asked) && each.changed === 0 && selectionKey(each.sample) !== selectionKey(asked.sample),
  );
  return [...new Map(others.map((each) => [selectionKey(each.sample), each] as const)).values()];
};

/** Fewest households by which two samples differ, to the municipality that knows most of them; households in both directions count once. */
function fewestBetween(directions: readonly (readonly OfMunicipality[])[]): number {
  const most = Math.max(0, ...directions.map((each) => each.length));
  const byMunicipality = Array.from({ length: most }, (_, at) =>
    Math.max(0, ...directions.map((each) => each[at]?.households ?? 0)),
  );
  return byMunicipality.reduce((sum, each) => sum + each, 0) - Math.max(0, ...byMunicipality);
}

/**
 * Whether a model may be fitted beside those asked before (G9): samples of one outcome differ by no household at all, because they are
 * the same question, or by ten or more beside those of any municipality; not after one or two municipalities changed (ruling 19); and
 * an outcome has so many specifications at most, in one study or over one set of snapshots.
 */
export function judgeModel(
  asked: AskedModel,
  earlier: readonly EarlierModel[],
  { policy, facts }: { readonly policy: Policy; readonly facts: SampleFacts },
): readonly Finding[] {
  const about = { evidence: 'model', cell: '(all)' };
  const limit = policy.minimumHouseholds.value;
  const near = samplesToCompare(asked, earlier).flatMap((each): readonly Finding[] => {
    const measured = fewestBetween(facts(each) ?? []);
    return measured >= limit ? [] : [{ check: 'sample-difference', ...about, measured, limit }];
  });
  const alike = earlier.filter((each) => isAlike(each, asked));
  const changed = alike.filter((each) => each.changed === 1 || each.changed === 2);
  const beside = changed.find((each) => each.isFinished || each.specification !== asked.specification);
  const counted = alike.filter((each) => each.changed === 0 || each.study === asked.study);
  const measured = new Set([...counted.map(({ specification }) => specification), asked.specification]).size;
  const most = policy.maximumSpecifications.value;
  return [
    ...near.slice(0, 1),
    ...(beside === undefined ? [] : [{ check: 'near-participants', ...about, measured: beside.changed, limit: 3 }]),
    ...(measured <= most ? [] : [{ check: 'specifications', ...about, measured, limit: most }]),
  ];
}
