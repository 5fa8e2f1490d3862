import { describe, expect, test } from 'vitest';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import type { Domains } from '../../lib/disclosure/selection.ts';
import { after, attack, counts, domains, found, gate, statements, table, withoutSecondary } from '../support/gate.ts';

// Three two-way tables over variables of 16 levels: their joint table has 4,096 combinations, more than the gate lays out. Everybody of
// r0 is of p0 or of q0, so the nine of both are what the two counts have more than r0 itself; no two of the tables say so.
const size = 16;

/** Rows of the joint table at levels p, q and r. */
function rowsAt(p: number, q: number, r: number): number {
  if (p === 0 && q === 0) return r === 0 ? 9 : 0;
  if (p === 0 || q === 0) {
    const other = p + q;
    if (r === 0) return other === 1 ? 16 : 12;
    return other === r ? 12 : 0;
  }
  return r > 0 && (p + q + r) % (size - 1) === 0 ? 20 : 0;
}

function margin(names: readonly ('p' | 'q' | 'r')[], registered = false): ScopedEvidence {
  const rows: Record<string, number> = {};
  for (let p = 0; p < size; p += 1)
    for (let q = 0; q < size; q += 1)
      for (let r = 0; r < size; r += 1) {
        const levels = { p, q, r };
        const key = names.map((name) => `${name}${levels[name]}`).join(' ');
        rows[key] = (rows[key] ?? 0) + rowsAt(p, q, r);
      }
  return table(names.join(''), names, rows, { registered });
}

const secret = 'pq p0 q0';
const parts = [margin(['p', 'q']), margin(['p', 'r']), margin(['q', 'r']), margin(['r'])];
const isShown = (released: Parameters<typeof counts>[0]) => counts(released).some((count) => count !== null);

describe('B30 low-dimensional linking in a cycle whose joint table is large', () => {
  const about = (released: ReturnType<typeof withoutSecondary>) =>
    statements(parts, released).filter((each) => !each.withheld || each.name === secret);

  test('works on rounded numbers although any two of the tables may go out: the nine come out exactly', () => {
    expect(found(attack(about(withoutSecondary(parts))), secret).lowest).toBe(9);
    for (const left of [0, 1, 2]) {
      const { released } = gate(parts.filter((_, index) => index !== left));
      expect(released.flatMap(counts).filter((count) => count === null)).toHaveLength(left === 0 ? 0 : 1);
    }
  });

  test('is stopped: the table that closes the cycle is withheld, the others stay', () => {
    const { released, certificate, findings } = gate(parts);
    expect(released.map(isShown)).toEqual([true, true, false, true]);
    expect(certificate.populations[0]).toMatchObject({ exact: true, finished: true });
    expect(findings[2]).toContainEqual(expect.objectContaining({ check: 'joint-combinations', measured: 4_096 }));
    const { lowest, highest } = found(attack(about(released)), secret);
    expect(lowest).toBeLessThanOrEqual(3);
    expect(highest).toBeGreaterThanOrEqual(7);
  });

  test('registered tables are kept first', () => {
    const registered = [margin(['p', 'q']), margin(['p', 'r'], true), margin(['q', 'r'], true)];
    expect(gate(registered).released.map(isShown)).toEqual([false, true, true]);
  });

  test('is stopped in parts: the last table is withheld when the others were released before', () => {
    const before = gate(parts.slice(0, 2));
    const last = gate(parts.slice(2), after(before));
    expect(last.released.map(isShown)).toEqual([false, true]);
    expect(gate(parts.slice(2), after(before, last)).released).toEqual(last.released);
  });
});

test('variables of these tables have sixteen levels', () => {
  const levels = (given: Domains) => ['p', 'q', 'r'].map((name) => given.get(name)?.length);
  expect(levels(domains)).toEqual([size, size, size]);
});
