import { describe, expect, test } from 'vitest';
import { type ApprovalDesk, type ApprovalRequest, approveStudy } from '../../lib/provider/approve-study.ts';
import { decisionOn } from '../../lib/provider/decisions.ts';
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
  const approverKeys: ApprovalDesk['approverKeys'] = [];
  const register = memoryStore();
  await openRegister(register).studies.create(asked);
  const { signer } = testKey('approver');
  const clock = () => new Date('2026-06-01T09:00:00Z');
  return { register, releases: memoryStore(), signer, approverKeys, provider, clock };
}

describe('an approval by two persons', () => {
  test.each([
    ['the same person', { approver: 'A. Eerste' }, 'same-approver'],
    ['the same person in capitals and spaces', { approver: ' a. EERSTE ' }, 'same-approver'],
    ['the same person in wide letters', { approver: 'Ａ. Eerste' }, 'same-approver'],
    ['another on other terms', { approver: 'B. Tweede', maximumRuns: 11 }, 'other-terms'],
    ['another for another time', { approver: 'B. Tweede', days: 91 }, 'other-terms'],
    ['another of another digest', { approver: 'B. Tweede', digest: '0'.repeat(64) }, 'other-digest'],
    ['another of an unknown version', { approver: 'B. Tweede', version: 9999 }, 'unknown-study'],
    ['another of a study by a path', { approver: 'B. Tweede', studyId: '../../study' }, 'unknown-study'],
  ])('is refused to %s, and leaves nothing half done', async (_, second, code) => {
    const at = await desk();
    expect((await approveStudy(at, request({ digest: studyDigest(asked) }))).status).toBe('proposed');
    const before = at.register.writes.length;
    await expect(approveStudy(at, request(second))).rejects.toMatchObject({ code });
    expect(at.register.writes.length).toBe(before);
    expect(await decisionOn(at, studyDigest(asked))).toMatchObject({ state: 'proposed' });
    const { status, approval } = await approveStudy(at, request({ approver: 'B. Tweede' }));
    expect(await decisionOn(at, studyDigest(asked))).toMatchObject({ state: 'approved' });
    const later = { ...at, clock: () => new Date('2026-09-01T09:00:00Z') };
    expect(await decisionOn(later, studyDigest(asked))).toMatchObject({ state: 'expired' });
    expect([status, approval.approver]).toEqual(['approved', 'A. Eerste and B. Tweede']);
    await expect(approveStudy(at, request({ approver: 'C. Derde' }))).rejects.toMatchObject({
      code: 'already-approved',
    });
  });
});

describe('under a key that replaced another', () => {
  const former = testKey('approver').publicKey;
  const replaced = async () => {
    const before = await desk();
    return { before, after: { ...before, signer: testKey('stranger').signer, approverKeys: [former] } };
  };

  test('an approval that still counts is not given again, and one whose key counts no more is', async () => {
    const { before, after } = await replaced();
    await approveStudy(before, request({ twoPersons: false }));
    const again = request({ approver: 'B. Tweede', twoPersons: false });
    await expect(approveStudy(after, again)).rejects.toMatchObject({ code: 'already-approved' });
    expect((await approveStudy({ ...after, approverKeys: [] }, again)).status).toBe('approved');
  });

  test('a first decision is seconded while its key counts', async () => {
    const { before, after } = await replaced();
    await approveStudy(before, request());
    const second = request({ approver: 'B. Tweede' });
    await expect(approveStudy({ ...after, approverKeys: [] }, second)).rejects.toMatchObject({ code: 'bad-proposal' });
    expect((await approveStudy(after, second)).status).toBe('approved');
  });
});
