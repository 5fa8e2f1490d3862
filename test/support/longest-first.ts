import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/**
 * Journeys whose text is short and whose run is long; vitest, which knows only how long a file's text is, would start them last. The page
 * comes before the story, so that on a fresh clone only one of the first two bundles the functions.
 */
const longest = ['study-life', 'journeys/page', 'whole-story', 'cdk/assets', 'honest-study'];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = longest.findIndex((name) => moduleId.includes(name));
  return place === -1 ? longest.length : place;
};

/** Starts the longest files first, so that no worker waits at the end for one that runs alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
