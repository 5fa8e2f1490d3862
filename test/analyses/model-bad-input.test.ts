import { describe, expect, test } from 'vitest';
import { bindAnalysis } from '../../lib/analyses/registry.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';
import type { Estimate } from '../../lib/protocol/estimate.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { modelStudy } from '../support/analyses.ts';

const protection = { roundingBase: 5, uncontrolled: false };
const levels = ['not-reached', 'reached', 'accepted'];
type Counts = readonly (readonly [events: number, others: number] | null)[];

const cox = Analysis.parse({
  id: 'a',
  analysis: 'cox',
  unit: 'landmark-28',
  covariates: [{ variable: 'landmark-arm' }],
  ties: ['efron', 'breslow'],
});
const glm = Analysis.parse({
  id: 'a',
  analysis: 'glm',
  unit: 'landmark-28',
  outcome: 'crisis',
  success: ['yes'],
  covariates: [{ variable: 'landmark-arm' }],
});
const rates = Analysis.parse({
  id: 'a',
  analysis: 'piecewise-exponential',
  unit: 'contact-states',
  covariates: [{ variable: 'state' }],
});

function evidenceFor(analysis: Analysis, counts: Counts): ReleasedEvidence {
  const dimensions = [{ variable: analysis.analysis === 'piecewise-exponential' ? 'state' : 'landmark-arm', levels }];
  if (analysis.analysis === 'glm') {
    const cells = levels.flatMap((level, index) =>
      ['yes', 'no'].map((answer, column) => ({
        levels: [level, answer],
        count: counts[index]?.[column === 0 ? 0 : 1] ?? null,
      })),
    );
    const outcome = { variable: 'crisis', levels: ['yes', 'no'] };
    return { kind: 'counts', name: 'model', dimensions: [...dimensions, outcome], success: ['yes'], cells, protection };
  }
  if (analysis.analysis === 'piecewise-exponential') {
    const patterns = levels.map((level, index) => {
      const found = counts[index] ?? null;
      return {
        levels: [level],
        intervals: found === null ? null : [{ events: found[0], personDays: 45 * (found[0] + found[1]) }],
      };
    });
    return { kind: 'person-time', name: 'return', dimensions, edgesDays: [45], patterns, protection };
  }
  const patterns = levels.map((level, index) => {
    const found = counts[index] ?? null;
    return found === null
      ? { levels: [level], entries: null, intervals: null }
      : { levels: [level], entries: found[0] + found[1], intervals: [{ events: found[0], censored: 0 }] };
  });
  return { kind: 'risk-table', name: 'return', dimensions, edgesDays: [105], patterns, protection };
}

const estimatesOf = (analysis: Analysis, counts: Counts): readonly Estimate[] =>
  bindAnalysis(analysis, studyContext(modelStudy)).estimate([evidenceFor(analysis, counts)]);
const coefficient = (rows: readonly Estimate[], level: string) =>
  rows.find((row) => row.measure === 'coefficient' && row.group.endsWith(`=${level}`));

describe.each([
  ['Cox', cox],
  ['logistic', glm],
  ['rates', rates],
])('%s', (_, analysis) => {
  test.each<[string, Counts]>([
    [
      'nobody has an event in one group',
      [
        [50, 450],
        [40, 460],
        [0, 300],
      ],
    ],
    [
      'nobody has an event at all',
      [
        [0, 450],
        [0, 460],
        [0, 300],
      ],
    ],
    [
      'one group is empty',
      [
        [50, 450],
        [40, 460],
        [0, 0],
      ],
    ],
    [
      'everybody has an event in one group',
      [
        [50, 450],
        [40, 460],
        [300, 0],
      ],
    ],
    [
      'only one group has people',
      [
        [50, 450],
        [0, 0],
        [0, 0],
      ],
    ],
    [
      'there is nobody',
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    ],
    ['one pattern is withheld', [[50, 450], [40, 460], null]],
  ])('says so, and gives no number that is none, when %s', (_name, counts) => {
    const rows = estimatesOf(analysis, counts);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows)
      for (const value of [row.value, row.standard_error, row.ci_low, row.ci_high])
        if (value !== null) expect(Number.isFinite(value), `${row.measure} ${row.group} ${row.method}`).toBe(true);
    for (const row of rows.filter((each) => each.measure === 'coefficient' && each.value === null))
      expect(row.status === 'withheld' || row.method.startsWith('not estimable')).toBe(true);
  });

  test('a group without events is infinite by name, and the rest as if it were not there or not estimable', () => {
    const rows = estimatesOf(analysis, [
      [50, 450],
      [40, 460],
      [0, 300],
    ]);
    expect(coefficient(rows, 'accepted')?.method).toMatch(/^not estimable: (infinite|another)/);
  });

  test('one withheld pattern withholds the whole model: what is left would be a selection', () => {
    const rows = estimatesOf(analysis, [[50, 450], [40, 460], null]);
    for (const row of rows.filter((each) => each.measure === 'coefficient')) expect(row.status).toBe('withheld');
    expect(rows.some((row) => row.measure === 'coefficient')).toBe(true);
  });

  test('limits are wider with rounded counts than with exact ones', () => {
    const counts: Counts = [
      [50, 450],
      [40, 460],
      [20, 300],
    ];
    const evidence = evidenceFor(analysis, counts);
    const exact = { ...evidence, protection: { roundingBase: 1, uncontrolled: false } };
    const [rounded, plain] = [evidence, exact].map((part) =>
      coefficient(bindAnalysis(analysis, studyContext(modelStudy)).estimate([part]), 'accepted'),
    );
    expect(rounded?.value).toBe(plain?.value);
    expect(rounded?.standard_error).toBeGreaterThan(plain?.standard_error ?? Number.POSITIVE_INFINITY);
    expect(rounded?.standard_error).toBeLessThan(1.2 * (plain?.standard_error ?? 0));
  });
});

describe('a term that runs to infinity has a finite penalised estimate beside it', () => {
  const counts: Counts = [
    [40, 60],
    [30, 70],
    [0, 50],
  ];
  test.each([
    ['glm', glm, 'odds-ratio'],
    ['cox', cox, 'hazard-ratio'],
  ] as const)(
    '%s: Firth with profile limits, which R brglm2 and coxphf confirm in test/statistics',
    (_, analysis, ratio) => {
      const rows = bindAnalysis(analysis, studyContext(modelStudy, false)).estimate([evidenceFor(analysis, counts)]);
      const firth = rows.filter((row) => row.method.startsWith('Firth, profile limits') && row.measure === ratio);
      const accepted = firth.find((row) => row.group.includes('accepted'));
      expect(Number(accepted?.value)).toBeLessThan(0.1);
      expect(Number(accepted?.value)).toBeGreaterThan(0);
      expect(Number(accepted?.ci_high)).toBeLessThan(0.4);
      expect(rows.some((row) => row.method.startsWith('not estimable: infinite'))).toBe(true);
    },
  );
});
