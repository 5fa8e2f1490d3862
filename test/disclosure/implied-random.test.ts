import { expect, test } from 'vitest';
import { impliedBy } from '../../lib/disclosure/rests/implied.ts';
import type { Domains } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';
import { seededRandom } from '../support/extracts.ts';
import { isSum } from '../support/linear.ts';

const kinds = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const domains: Domains = new Map([['kind', kinds]]);

/** Shown numbers of some kinds, the rows of each kind, and kinds that no number tells apart. */
function population(seed: number) {
  const random = seededRandom(seed);
  const rows = new Map(kinds.map((kind) => [kind, Math.floor((random() < 0.6 ? 6 : 40) * random())]));
  const numbers = Array.from({ length: 3 + Math.floor(4 * random()) }, () => kinds.filter(() => random() < 0.45));
  const shown = numbers.filter((own) => own.length > 0);
  const isIn = (kind: string) => shown.map((own) => Number(own.includes(kind)));
  const counted = kinds.filter((kind) => isIn(kind).includes(1));
  const alike = [...Map.groupBy(counted, (kind) => isIn(kind).join()).values()];
  const sum = (own: readonly string[]) => own.reduce((all, kind) => all + (rows.get(kind) ?? 0), 0);
  return { shown, alike, sum };
}

test('numbers of eight kinds: every one or two that follow and are below ten are found, and only what follows', () => {
  let [single, pairs] = [0, 0];
  for (let seed = 1; seed <= 250; seed += 1) {
    const { shown, alike, sum } = population(seed);
    const cells = shown.map((own, id) => cellOf(id, { selection: { kind: own }, rows: sum(own) }));
    const found = impliedBy(cells, { domains, secrets: [], zeros: [], limit: 10, mostSteps: 10_000 }) ?? [];
    const groups = found.map(({ selections, rows }) => {
      const own = selections.flatMap((selection) => selection['kind'] ?? []).toSorted();
      return { own, rows };
    });
    const span = shown.map((own) => kinds.map((kind) => Number(own.includes(kind))));
    const isImplied = (own: readonly string[]) =>
      isSum(
        span,
        kinds.map((kind) => Number(own.includes(kind))),
      );
    for (const { own, rows } of groups) expect([own, isImplied(own), rows]).toEqual([own, true, sum(own)]);
    const two = alike.flatMap((a, at) => alike.slice(at + 1).map((b) => [...a, ...b].toSorted()));
    const [isSmall, names] = [
      (own: readonly string[]) => sum(own) < 10 && isImplied(own),
      new Set(groups.map(({ own }) => own.join())),
    ];
    const alone = alike.filter(isSmall);
    for (const own of alone) expect([...names]).toContain(own.join());
    const apart = two.filter((own) => isSmall(own) && !alone.some((each) => each.every((kind) => own.includes(kind))));
    for (const own of apart) expect([...names]).toContain(own.join());
    single += alone.length;
    pairs += apart.length;
  }
  expect([single, pairs].map((count) => count > 40)).toEqual([true, true]);
});
