import { describe, expect, test } from 'vitest';
import { nothingEarlier } from '../../lib/disclosure/earlier.ts';
import {
  discloseModel,
  discloseNotAvailable,
  discloseOutcome,
  discloseOwn,
  disclosePooled,
  discloseRound,
  discloseTask,
  reopenModel,
  reopenRelease,
  reopenRound,
} from '../../lib/disclosure/release.ts';
import { RoundEvidence } from '../../lib/protocol/rounds.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { fittedModel, modelHeader } from '../support/attacked-models.ts';
import { counts, generous, total } from '../support/gate.ts';
import { pooledRelease, storedRelease } from '../support/protocol.ts';

const solver = await loadSolver();
const coverage = { dataFrom: '2026-01-01', dataUntil: '2026-06-30', municipalities: 12 };
/** A field that nobody knows. */
const more = { rows: 3 };
const missing = ['signal_cases.closed'];
const notAvailable = (analysis: string) => ({ analysis, status: 'not-available', missing, coverage });

test('an analysis leaves with all its evidence, and with what each piece failed', () => {
  const counted = (name: string, households: number) => ({
    kind: 'counts' as const,
    name,
    dimensions: [],
    success: null,
    cells: [{ levels: [], count: 43, households, protectedHouseholds: households }],
  });
  const { outcome, findings } = discloseOutcome('reach', [counted('all', 40), counted('few', 9)], coverage);
  expect(outcome).toMatchObject({ analysis: 'reach', status: 'released', coverage });
  expect(outcome.status === 'released' ? outcome.evidence.map((each) => counts(each)) : []).toEqual([[45], [null]]);
  expect(findings.map(({ check, evidence }) => [check, evidence])).toEqual([['minimum-households', 'few']]);
});

test('an analysis without a needed column says which column is missing', () =>
  expect(discloseNotAvailable('reach', missing, coverage)).toEqual(notAvailable('reach')));

describe('the analyses of a task', () => {
  const kind = (type: string, rows: number) => total(type, rows, { type: [type] });
  const analyses = [
    { analysis: 'first', missing: [], coverage, parts: [kind('rent', 43), kind('energy', 4)] },
    { analysis: 'none', missing, coverage, parts: [] },
    { analysis: 'partly', missing, coverage, parts: [kind('water', 61)] },
    { analysis: 'last', missing: [], coverage, parts: [total('age', 102, { age: ['old'] })] },
  ];
  const gated = discloseTask(analyses, { policy: generous, solver, earlier: nothingEarlier });
  test('each get their own evidence; one with a missing column shows none', () => {
    const [first, none, partly, last] = gated.outcomes;
    const shown = (outcome: typeof first) =>
      outcome?.status === 'released' ? outcome.evidence.map((each) => counts(each)) : [];
    expect(first).toMatchObject({ analysis: 'first', status: 'released', coverage });
    expect(shown(first)).toEqual([[45], [null]]);
    expect([none, partly]).toEqual([notAvailable('none'), notAvailable('partly')]);
    expect(last).toMatchObject({ analysis: 'last', status: 'released', coverage });
    expect(shown(last)).toEqual([[100]]);
  });
  test('have findings by the name of the analysis', () =>
    expect(gated.findings).toEqual([
      { analysis: 'first', check: 'minimum-households', evidence: 'count', cell: '(all)', measured: 4, limit: 10 },
    ]));
  test('leave to the ledger what the gate says: certificate, numbers, denial', () => {
    expect(gated.certificate.populations.map(({ cells }) => cells)).toEqual([4]);
    expect(gated.numbers.map(({ numbers }) => numbers.map(({ rows }) => rows))).toEqual([[43, 4, 61, 102]]);
    expect(gated.denied).toBe(false);
  });
});

describe('a release in store', () => {
  const stored = storedRelease('review');
  test('is what was put there, and can be read back', () => {
    expect(stored).toMatchObject({ schema: 'vroegzicht-stored-release/1', release: 'review', pooled: pooledRelease() });
    expect(stored.own.map(({ municipality }) => municipality)).toEqual(['0518', '0363']);
    expect(reopenRelease(JSON.stringify(stored))).toEqual({ stored, pooled: stored.pooled, own: stored.own });
  });
  test('with a field that nobody knows is none', () => {
    const { outcomes, ...header } = pooledRelease();
    expect(() => disclosePooled({ ...header, ...more }, [])).toThrow('rows');
    expect(outcomes).toHaveLength(2);
    for (const own of stored.own) expect(() => discloseOwn({ ...own, ...more })).toThrow('rows');
    expect(() => reopenRelease(JSON.stringify({ ...stored, ...more }))).toThrow('rows');
  });
});

describe('a model of rounds', () => {
  test('leaves with its printed numbers, or without any', () => {
    expect(discloseModel(modelHeader, fittedModel())).toMatchObject({
      release: { ...modelHeader, status: 'released', n: 400, events: 120, logLikelihood: -230 },
      findings: [],
    });
    const nothing = {
      ...modelHeader,
      status: 'withheld',
      n: null,
      events: null,
      coefficients: [],
      logLikelihood: null,
    };
    expect(discloseModel(modelHeader, undefined)).toEqual({ release: nothing, findings: [] });
    const { release, findings } = discloseModel(modelHeader, fittedModel({ eventHouseholds: 19 }));
    expect(release).toEqual(nothing);
    expect(findings.map(({ check }) => check)).toEqual(['events-per-parameter']);
  });
  const header = { taskId: modelHeader.taskId, researcher: 'a-researcher' };
  test('can be read back from the store as it is', () => {
    const body = discloseModel(modelHeader, fittedModel()).release;
    const stored = { schema: 'vroegzicht-stored-model/1', ...header, release: 'automatic', body };
    expect(reopenModel(JSON.stringify(stored))).toEqual(stored);
    expect(() => reopenModel(JSON.stringify({ ...stored, body: { ...body, ...more } }))).toThrow('rows');
  });
  test('is sealed evidence round by round, and nothing else', () => {
    const { taskId, provider, studyId, version, studyDigest, model, chain, parties, head } = modelHeader;
    const about = { taskId, provider, studyId, version, studyDigest, model, chain, parties, head };
    const body = RoundEvidence.parse({
      schema: 'vroegzicht-round/1',
      ...about,
      attempt: 1,
      round: 2,
      state: 'withheld',
      sealed: [],
    });
    expect(discloseRound(body)).toEqual(body);
    expect(() => discloseRound({ ...body, ...more })).toThrow('rows');
    const stored = { schema: 'vroegzicht-stored-round/1', ...header, body };
    expect(reopenRound(JSON.stringify(stored))).toEqual(stored);
    expect(() => reopenRound(JSON.stringify({ ...stored, ...more }))).toThrow('rows');
  });
});
