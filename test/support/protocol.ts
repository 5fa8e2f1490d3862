import { estimateRelease } from '../../lib/analyses/estimates.ts';
import {
  discloseNotAvailable,
  discloseOutcome,
  discloseOwn,
  disclosePooled,
  discloseStored,
} from '../../lib/disclosure/release.ts';
import { ProviderId, ResearcherId, TaskId } from '../../lib/protocol/identifiers.ts';
import { Approval } from '../../lib/protocol/message.ts';
import { Municipality, RegisteredProvider, RegisteredResearcher } from '../../lib/protocol/register.ts';
import { OwnRelease, type PooledRelease } from '../../lib/protocol/release.ts';
import { Study } from '../../lib/protocol/study.ts';
import { sha256, studyDigest } from '../../lib/signing/canonical.ts';
import { testKey } from './keys.ts';

/** The instant of every test that does not say otherwise. */
export const now = new Date('2026-11-02T10:00:00.000Z');
export const provider = ProviderId.parse('provider-a');
export const researcherId = ResearcherId.parse('divosa');
export const taskId = TaskId.parse('task-0123456789abcdef');

/** A registered municipality with an agreement for `reach` during 2026. */
export function municipality(code: string, changes: Readonly<Record<string, unknown>> = {}): Municipality {
  const agreement = {
    id: `agreement-${code}`,
    purposes: ['reach'],
    from: '2026-01-01',
    until: '2026-12-31',
    mailboxes: [`schulden@gemeente-${code}.example`],
    retentionMonths: 12,
  };
  const dataKeyArn = `arn:aws:kms:eu-central-1:111111111111:key/${code}`;
  return Municipality.parse({
    code,
    name: `Gemeente ${code}`,
    dataKeyArn,
    status: 'active',
    agreements: [agreement],
    ...changes,
  });
}

/** The registered researcher, in account 222222222222. */
export function researcher(changes: Readonly<Record<string, unknown>> = {}): RegisteredResearcher {
  return RegisteredResearcher.parse({
    id: researcherId,
    name: 'Divosa',
    accountId: '222222222222',
    senderId: 'AROARESEARCHER',
    keys: { keys: [testKey('researcher').publicKey] },
    inbox: { bucket: 'divosa-inbox', prefix: 'inbox/' },
    ...changes,
  });
}

/** The provider's entry in the researcher's register. */
export function registeredProvider(): RegisteredProvider {
  return RegisteredProvider.parse({
    id: provider,
    name: 'Provider A',
    releaseKeys: { keys: [testKey('release').publicKey] },
  });
}

/** A study of two tables. */
export function study(changes: Readonly<Record<string, unknown>> = {}): Study {
  return Study.parse({
    schema: 'vroegzicht-study/1',
    study: 'reach-2026',
    version: 1,
    title: 'Who is reached',
    researchers: [{ id: researcherId, name: 'A. Researcher' }],
    purpose: 'reach',
    analyses: [
      { id: 'signals', analysis: 'table', unit: 'signals', by: [], measures: [{ measure: 'count' }] },
      { id: 'cases', analysis: 'table', unit: 'cases', by: [], measures: [{ measure: 'count' }] },
    ],
    ...changes,
  });
}

/** A decision to approve `study`, valid during November 2026. */
export function approval(of: Study = study(), changes: Readonly<Record<string, unknown>> = {}): Approval {
  return Approval.parse({
    schema: 'vroegzicht-approval/1',
    studyId: of.study,
    version: of.version,
    studyDigest: studyDigest(of),
    provider,
    approver: 'J. Jansen',
    approvedAt: '2026-11-01T09:00:00Z',
    expiresAt: '2026-12-01T00:00:00Z',
    maximumRuns: 2,
    maximumRounds: 0,
    release: 'automatic',
    ...changes,
  });
}

const coverage = { dataFrom: '2026-01-01', dataUntil: '2026-06-30', municipalities: 12 };

/** A pooled release that passed the gate: one count, one analysis that no source delivers. */
export function pooledRelease(of: Study = study()) {
  const cells = [{ levels: [], count: 1237, households: 900, protectedHouseholds: 700 }];
  const counted = discloseOutcome(
    'signals',
    [{ kind: 'counts', name: 'count', dimensions: [], success: null, cells }],
    coverage,
  );
  const outcomes = [counted.outcome, discloseNotAvailable('cases', ['signal_cases.closed'], coverage)];
  const header: Omit<PooledRelease, 'outcomes'> = {
    schema: 'vroegzicht-release/1',
    taskId,
    studyId: of.study,
    version: of.version,
    studyDigest: studyDigest(of),
    provider,
    policy: 'research/2026-11',
    participation: { municipalities: 12, withoutAgreement: 1, withoutExtract: 0 },
    snapshotsDigest: sha256('snapshots'),
    synthetic: true,
    estimates: [],
  };
  const estimates = [...estimateRelease(disclosePooled(header, outcomes), of)];
  return disclosePooled({ ...header, estimates }, outcomes);
}

/** What run-task stores: the pooled release and the own releases of two municipalities. */
export function storedRelease(release: 'automatic' | 'review' = 'automatic', of: Study = study()) {
  const own = ['0518', '0363'].map((code) =>
    discloseOwn(
      OwnRelease.parse({
        schema: 'vroegzicht-own/1',
        taskId,
        studyId: of.study,
        studyTitle: of.title,
        municipality: code,
        municipalityName: `Gemeente ${code}`,
        provider,
        policy: 'research/2026-11',
        synthetic: true,
        dataFrom: coverage.dataFrom,
        dataUntil: coverage.dataUntil,
        indicators: [],
      }),
    ),
  );
  return discloseStored({ taskId, researcher: researcherId, release }, pooledRelease(of), own);
}
