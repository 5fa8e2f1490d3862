import type { Study } from '../protocol/study.ts';
import { canonicalText } from '../signing/canonical.ts';

/** A place where two versions of a study differ; `before` or `after` is undefined where it is new or gone. */
export type Difference = {
  readonly place: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
};

/** Where two versions differ: analyses by their id, everything else by its place in the file; the version itself aside. */
export function differences(before: Study, after: Study): readonly Difference[] {
  const left = flatten(before);
  const right = flatten(after);
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((place) => place !== 'version' && left.get(place) !== right.get(place))
    .toSorted()
    .map((place) => ({ place, before: left.get(place), after: right.get(place) }));
}

/** One line for each difference: `+` new, `-` gone, `~` changed. */
export function differenceWords(found: readonly Difference[]): readonly string[] {
  return found.map(({ place, before, after }) => {
    if (before === undefined) return `+ ${place}: ${after ?? ''}`;
    if (after === undefined) return `- ${place}: ${before}`;
    return `~ ${place}: ${before} -> ${after}`;
  });
}

function flatten(study: Study): ReadonlyMap<string, string> {
  const { analyses, ...rest } = study;
  const entries = new Map<string, string>();
  for (const [name, value] of Object.entries(rest)) entries.set(name, canonicalText(value));
  for (const { id, ...analysis } of analyses)
    for (const [name, value] of Object.entries(analysis)) entries.set(`${id}.${name}`, canonicalText(value));
  return entries;
}
