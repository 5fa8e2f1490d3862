import { afterAll, beforeAll, describe } from 'vitest';
import { tellBeginning } from './life-beginning.ts';
import { type Cast, openLife } from './life-cast.ts';
import { tellEnd } from './life-end.ts';
import { tellMiddle } from './life-middle.ts';

/** Four-digit codes from the first one on. */
export const codes = (first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(first + index));

/** The whole life of a study, typed command by command as its people would, in a local cloud of two providers. */
export function tellLife(cast: Cast): void {
  describe('the life of a study', { timeout: 1_200_000 }, () => {
    const life = openLife(cast);
    beforeAll(async () => await life.start());
    afterAll(async () => await life.world().end());
    tellBeginning(life);
    tellMiddle(life);
    tellEnd(life);
  });
}
