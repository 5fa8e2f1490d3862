import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { ChainedEvent } from '../../lib/audit/event.ts';
import { Approval, Job, Jws, JwsHeader, ResearcherMessage } from '../../lib/protocol/message.ts';
import { Municipality, RegisteredProvider, RegisteredResearcher } from '../../lib/protocol/register.ts';
import { Notice, PooledRelease, Refusal, StoredRelease } from '../../lib/protocol/release.ts';
import { Study } from '../../lib/protocol/study.ts';
import { Review } from '../../lib/release-result/review.ts';
import { sha256, studyDigest } from '../../lib/signing/canonical.ts';
import {
  approval,
  municipality,
  now,
  pooledRelease,
  provider,
  registeredProvider,
  researcher,
  researcherId,
  storedRelease,
  study,
  taskId,
} from '../support/protocol.ts';
import { messages } from '../support/researcher-message.ts';

const at = now.toISOString();
const digest = sha256('x');
const header = { alg: 'ES256', kid: 'omIlAE_iLjQc4oW_a9Dx_aMRp8my9BdlAmUW-Cmi3Gc', typ: 'vroegzicht-envelope+jws' };

/** Everything that is read at a trust boundary, with an example that parses. */
const boundaries: readonly (readonly [string, z.ZodType, object])[] = [
  ['submit', ResearcherMessage, messages.submit],
  ['run', ResearcherMessage, messages.run],
  ['cancel', ResearcherMessage, messages.cancel],
  ['approval', Approval, approval()],
  ['study', Study, study()],
  ['municipality', Municipality, municipality('0518')],
  ['researcher', RegisteredResearcher, researcher()],
  ['provider', RegisteredProvider, registeredProvider()],
  ['pooled release', PooledRelease, pooledRelease()],
  ['stored release', StoredRelease, storedRelease()],
  [
    'refusal',
    Refusal,
    { schema: 'vroegzicht-refusal/1', taskId, provider, code: 'not-approved', reason: 'r', remedy: 'm', at },
  ],
  ['notice', Notice, { schema: 'vroegzicht-notice/1', taskId, provider, state: 'ready', studyId: null, at }],
  [
    'review',
    Review,
    { schema: 'vroegzicht-review/1', taskId, releaseDigest: digest, decision: 'approved', reviewer: 'P.', at },
  ],
  [
    'job',
    Job,
    {
      schema: 'vroegzicht-job/1',
      taskId,
      researcher: researcherId,
      study: study(),
      studyDigest: studyDigest(study()),
      approvalDigest: digest,
      release: 'automatic',
      acceptedAt: at,
    },
  ],
  ['JWS', Jws, { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AAAA' }] }],
  ['JWS header', JwsHeader, header],
  [
    'audit event',
    ChainedEvent,
    {
      schema: 'vroegzicht-audit/1',
      sequence: 1,
      previous: null,
      action: 'a',
      object: 'o',
      result: 'r',
      origin: 'x',
      actor: 'y',
      timestamp: at,
    },
  ],
];

describe('what crosses a boundary', () => {
  test.each(boundaries)('%s: parses, and again after JSON', (_, schema, example) => {
    expect(schema.parse(JSON.parse(JSON.stringify(example)))).toEqual(example);
  });

  test.each(boundaries)('%s: an unknown field is refused', (_, schema, example) => {
    const { error } = schema.safeParse({ ...example, unexpected: 1 });
    expect(error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: ['unexpected'] });
  });

  test.each(boundaries)('%s: each field is needed, unless it has a default', (_, schema, example) => {
    const optional = ['minimumMunicipalities', 'ladderDays', 'dailyGridWhenUncontrolled', 'primary'];
    const names = Object.keys(example).filter((name) => !optional.includes(name));
    const accepted = names.filter((name) => {
      const without = Object.fromEntries(Object.entries(example).filter(([other]) => other !== name));
      return schema.safeParse(without).success;
    });
    expect(accepted).toEqual([]);
  });

  test.each(boundaries)('%s: a format of another version is refused', (_, schema, example) => {
    expect(schema.safeParse({ ...example, schema: 'vroegzicht-other/2' }).success).toBe(false);
  });
});

describe('a study', () => {
  test.each([
    ['fewer than three municipalities', { minimumMunicipalities: 2 }],
    ['edges that do not ascend', { ladderDays: [[28, 28]] }],
    ['a rung with an edge that the one before lacks', { ladderDays: [[28, 45], [30]] }],
    ['two analyses of one name', { analyses: [...study().analyses, ...study().analyses] }],
    ['a primary analysis that is not there', { primary: ['else'] }],
    ['an indicator that is not there', { report: { indicators: ['else'] } }],
    [
      'a Dutch question of what is not on the page',
      { report: { indicators: ['reach'], questions: { other: 'Wat?' } } },
    ],
    ['no analyses', { analyses: [] }],
    ['an analysis that does not exist', { analyses: [{ id: 'a', analysis: 'sql', query: 'select 1' }] }],
    ['a name with a path in it', { study: '../../etc' }],
  ])('with %s is refused', (_, changes) => {
    expect(Study.safeParse({ ...study(), ...changes }).success).toBe(false);
  });
});
