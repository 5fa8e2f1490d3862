import { expect, test } from 'vitest';
import { advance, snapshotId } from '../../lib/dataset/snapshots.ts';
import { SnapshotId } from '../../lib/protocol/identifiers.ts';

const june = SnapshotId.parse('2026-06-30-aaaaaaaa');
const corrected = SnapshotId.parse('2026-06-30-bbbbbbbb');
const july = SnapshotId.parse('2026-07-31-cccccccc');

test('a snapshot is named by its export date and source', () => {
  expect(snapshotId('2026-06-30', `1f3a5c77${'0'.repeat(56)}`)).toBe('2026-06-30-1f3a5c77');
});

test.each([
  ['the first one counts', undefined, june, { snapshot: june, previous: [] }],
  ['a later export counts', { snapshot: june, previous: [] }, july, { snapshot: july, previous: [june] }],
  [
    'a correction of the same day counts',
    { snapshot: june, previous: [] },
    corrected,
    { snapshot: corrected, previous: [june] },
  ],
  [
    'an older export that comes late does not',
    { snapshot: july, previous: [] },
    june,
    { snapshot: july, previous: [june] },
  ],
  ['the same one again changes nothing', { snapshot: july, previous: [june] }, july, undefined],
  ['a known one again changes nothing', { snapshot: july, previous: [june] }, june, undefined],
] as const)('%s', (_, current, snapshot, next) => {
  const present = current === undefined ? undefined : { ...current, previous: [...current.previous] };
  expect(advance(present, snapshot)).toEqual(next);
});
