import { describe, expect, test } from 'vitest';
import { type ApprovalRequest, approveStudy } from '../../lib/provider/approve-study.ts';
import { openRegister } from '../../lib/register/register.ts';
import { studyDigest } from '../../lib/signing/canonical.ts';
import { testKey } from '../support/keys.ts';
import { provider, study } from '../support/protocol.ts';
import { memoryStore } from '../support/store.ts';

const asked = study();
const request = (changes: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  studyId: asked.study,
  version: asked.version,
  approver: 'A. Eerste',
  days: 90,
  maximumRuns: 10,
  maximumRounds: 0,
  maximumNumbers: 2_000,
  release: 'review',
  twoPersons: true,
  ...changes,
});

async function desk() {
  const register = memoryStore();
  await openRegister(register).studies.create(asked);
  const { signer } = testKey('approver');
  return { register, releases: memoryStore(), signer, provider, clock: () => new Date('2026-06-01T09:00:00Z') };
}

describe('an approval by two persons', () => {
  test.each([
    ['the same person', { approver: 'A. Eerste' }, 'same-approver'],
    ['the same person in capitals and spaces', { approver: ' a. EERSTE ' }, 'same-approver'],
    ['the same person in wide letters', { approver: 'Ａ. Eerste' }, 'same-approver'],
    ['another on other terms', { approver: 'B. Tweede', maximumRuns: 11 }, 'other-terms'],
    ['another of another digest', { approver: 'B. Tweede', digest: '0'.repeat(64) }, 'other-digest'],
    ['another of an unknown version', { approver: 'B. Tweede', version: 9999 }, 'unknown-study'],
    ['another of a study by a path', { approver: 'B. Tweede', studyId: '../../study' }, 'unknown-study'],
  ])('is refused to %s, and leaves nothing half done', async (_, second, code) => {
    const at = await desk();
    expect((await approveStudy(at, request({ digest: studyDigest(asked) }))).status).toBe('proposed');
    const before = at.register.writes.length;
    await expect(approveStudy(at, request(second))).rejects.toMatchObject({ code });
    expect(at.register.writes.length).toBe(before);
    const { status, approval } = await approveStudy(at, request({ approver: 'B. Tweede' }));
    expect([status, approval.approver]).toEqual(['approved', 'A. Eerste and B. Tweede']);
    await expect(approveStudy(at, request({ approver: 'C. Derde' }))).rejects.toMatchObject({
      code: 'already-approved',
    });
  });
});
