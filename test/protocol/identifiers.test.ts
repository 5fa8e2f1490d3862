import { describe, expect, test } from 'vitest';
import {
  KeyThumbprint,
  MunicipalityCode,
  ProviderId,
  Sha256,
  SnapshotId,
  TaskId,
} from '../../lib/protocol/identifiers.ts';

const schemas = { MunicipalityCode, ProviderId, TaskId, SnapshotId, Sha256, KeyThumbprint };

describe('identifiers', () => {
  const cases: readonly (readonly [keyof typeof schemas, string, boolean])[] = [
    ['MunicipalityCode', '0518', true],
    ['MunicipalityCode', '518', false],
    ['MunicipalityCode', '05180', false],
    ['MunicipalityCode', '٠٥١٨', false],
    ['MunicipalityCode', '0518\n', false],
    ['ProviderId', 'provider-a', true],
    ['ProviderId', 'Provider-a', false],
    ['ProviderId', 'a--b', false],
    ['ProviderId', '-a', false],
    ['ProviderId', '../a', false],
    ['ProviderId', 'a'.repeat(129), false],
    ['ProviderId', '', false],
    ['TaskId', 'task-0123456789abcdef', true],
    ['TaskId', 'a'.repeat(15), false],
    ['TaskId', 'a'.repeat(16), true],
    ['TaskId', 'a'.repeat(64), true],
    ['TaskId', 'a'.repeat(65), false],
    ['TaskId', 'task/0123456789abcdef', false],
    ['TaskId', 'task.0123456789abcdef', false],
    ['TaskId', 'task-0123456789abcdef\n', false],
    ['SnapshotId', '2026-06-30-1f3a5c', true],
    ['SnapshotId', '2026-06-30-1F3A5C', false],
    ['SnapshotId', '2026-06-30', false],
    ['Sha256', 'a'.repeat(64), true],
    ['Sha256', 'A'.repeat(64), false],
    ['Sha256', 'a'.repeat(63), false],
    ['KeyThumbprint', 'omIlAE_iLjQc4oW_a9Dx_aMRp8my9BdlAmUW-Cmi3Gc', true],
    ['KeyThumbprint', 'omIlAE_iLjQc4oW_a9Dx_aMRp8my9BdlAmUW-Cmi3Gc=', false],
  ];
  test.each(cases)('%s %j: %s', (name, text, isGood) => {
    expect(schemas[name].safeParse(text).success).toBe(isGood);
  });
});
