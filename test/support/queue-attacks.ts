import type { CanonicalRow } from '../../lib/dataset/tables.ts';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { type Planted, signals, towns } from './attacked-provider.ts';

/** Nothing withheld and nothing rounded: what a naive provider would send. */
export const naive = withValues(research, 'naive', {
  minimumHouseholds: 0,
  minimumContributors: 0,
  roundingBase: 1,
  coarseRoundingBase: 1,
  largestGroupShare: 1,
  minimumDenominator: 0,
  largestPrimaryShare: 1,
  largestShare: 1,
  twoLargestShare: 1,
  remainderShare: 0,
  functionalShare: 1,
  intervalTolerance: 1_000,
});

/** Nothing withheld of a curve or a histogram either. */
export const naiveOfCurves = withValues(naive, 'naive', { minimumEvents: 0, minimumEntries: 0, minimumAtRisk: 0 });

/** An analysis as a study file says it. */
type Asked = { readonly id: string; readonly analysis: string; readonly [field: string]: unknown };

/** An attack by messages: what is asked in which order, and which rows it is after. */
export type QueueAttack = {
  readonly name: string;
  readonly tasks: readonly (readonly Asked[])[];
  readonly secret: Selection;
  /** What an insider knows beside the answers: that nobody else is in this selection of its own. */
  readonly own?: Selection;
};

const count = { measure: 'count' };
const table = (id: string, by: readonly string[], where: Readonly<Record<string, readonly string[]>> = {}) => ({
  id,
  analysis: 'table',
  unit: 'signals',
  by,
  where: Object.entries(where).map(([variable, levels]) => ({ variable, in: levels })),
  measures: [count],
});
const kinds = (id: string, ...levels: readonly string[]) => table(id, [], { 'partner-type': levels });

const bands = (id: string, ...levels: readonly string[]) => table(id, [], { 'arrears-band': levels });
const single: Selection = { 'partner-type': ['cak-health-insurance'] };

const children = { 'minor-children': ['yes'] };
const young = ['18-29', '30-44', '60-99', 'unknown'];
/** Four households: of 45 to 59 years, with children. */
const four: Selection = { ...children, 'age-band': ['45-59'] };
const known = ['early', 'other', 'unknown'];

/** Where three tables of two variables each give the table of all three. */
const linkedAges = { 'signal-type': ['other'], 'age-band': ['30-44', '45-59'] };

/** Attacks of tiers A and B on counts, as a researcher would send them. */
export const queueAttacks: readonly QueueAttack[] = [
  { name: 'A1 naked single', tasks: [[table('a1', ['partner-type'])]], secret: single },
  {
    name: 'A2 single-filter differencing over two tasks, A26 as two projects',
    tasks: [[table('a2-all', [], children)], [table('a2-less', [], { ...children, 'age-band': young })]],
    secret: four,
  },
  {
    name: 'A20 one household, many signals',
    tasks: [[table('a20', ['signal-type'])]],
    secret: { 'signal-type': ['crisis'] },
  },
  {
    name: 'A22 Denning tracker',
    tasks: [
      [kinds('a22-one', 'cak-health-insurance', 'rent'), kinds('a22-other', 'cak-health-insurance', 'energy')],
      [kinds('a22-all', 'cak-health-insurance', 'rent', 'energy'), kinds('a22-self', 'cak-health-insurance')],
    ],
    secret: single,
  },
  {
    name: 'A24 three overlapping sums',
    tasks: [
      [
        bands('a24-ab', 'over-2000', '700-2000'),
        bands('a24-bc', '700-2000', '0-200'),
        bands('a24-ac', 'over-2000', '0-200'),
      ],
    ],
    secret: { 'arrears-band': ['over-2000'] },
  },
  {
    name: 'B1 lone withheld cell',
    tasks: [[table('b1', ['age-band'], children), table('b1-all', [], children)]],
    secret: four,
  },
  {
    name: 'B2 rectangle trap',
    tasks: [
      [
        table('b2', ['age-band', 'minor-children']),
        table('b2-age', ['age-band']),
        table('b2-children', ['minor-children']),
      ],
    ],
    secret: four,
  },
  {
    name: 'B4 linked classifications',
    tasks: [
      [kinds('b4-plain', 'rent', 'energy'), kinds('b4-both', 'rent', 'energy', 'health-insurance', 'water')],
      [kinds('b4-one', 'rent', 'energy', 'water')],
    ],
    secret: { 'partner-type': ['health-insurance'] },
  },
  {
    name: 'B18 funnel drop-off',
    tasks: [
      [
        {
          id: 'b18',
          analysis: 'funnel',
          steps: [
            { name: 'all', unit: 'signals', where: [{ variable: 'minor-children', in: ['yes'] }] },
            {
              name: 'left',
              unit: 'signals',
              where: [
                { variable: 'minor-children', in: ['yes'] },
                { variable: 'age-band', in: young },
              ],
            },
          ],
        },
      ],
    ],
    secret: four,
  },
  {
    name: 'B21 zero as a fact',
    tasks: [
      [
        table('b21', ['minor-children', 'repeat-signal'], { 'age-band': ['18-29'] }),
        table('b21-all', [], { 'age-band': ['18-29'] }),
      ],
    ],
    secret: { 'age-band': ['18-29'], 'minor-children': ['yes'], 'repeat-signal': ['yes'] },
  },
  {
    name: 'B22 missing values as a level',
    tasks: [[table('b22', ['minor-children']), table('b22-all', [], { 'minor-children': ['yes', 'no'] })]],
    secret: { 'minor-children': ['unknown'] },
  },
  {
    name: 'A27 differencing of complete cases: a model beside the count of all',
    tasks: [
      [table('a27-all', ['repeat-signal'])],
      [
        {
          id: 'a27-known',
          analysis: 'glm',
          unit: 'signals',
          outcome: 'repeat-signal',
          success: ['yes'],
          covariates: [{ variable: 'minor-children', reference: 'no' }],
        },
      ],
    ],
    secret: { 'minor-children': ['unknown'] },
  },
  {
    name: 'B24 denial oracle: the difference is nothing',
    tasks: [[table('b24-all', [], children)], [table('b24-less', [], { ...children, 'signal-type': known })]],
    secret: { ...children, 'signal-type': ['crisis'] },
  },
  {
    name: 'B25 rounding edge: 52 and one more',
    tasks: [[kinds('b25-52', 'water')], [kinds('b25-53', 'water', 'cak-health-insurance')]],
    secret: single,
  },
  {
    name: 'B3 singleton insider',
    tasks: [
      [table('b3', ['age-band'], { 'signal-type': ['other'] }), table('b3-all', [], { 'signal-type': ['other'] })],
    ],
    secret: { 'signal-type': ['other'], 'age-band': ['60-99'] },
    own: { 'signal-type': ['other'], 'age-band': ['18-29'] },
  },
  {
    name: 'B30 low-dimensional linking: all tables of two variables, one with a zero',
    tasks: [
      [
        table('b30-one', ['age-band', 'minor-children'], linkedAges),
        table('b30-two', ['age-band', 'repeat-signal'], linkedAges),
        table('b30-three', ['minor-children', 'repeat-signal'], linkedAges),
      ],
    ],
    secret: {
      'signal-type': ['other'],
      'age-band': ['30-44'],
      'minor-children': ['yes'],
      'repeat-signal': ['yes'],
    },
  },
];

const linked = (count: number, age: number, withChildren: boolean, repeated: boolean) =>
  signals(count, `linked-${age}-${withChildren}-${repeated}`, {
    signal_type: 'other',
    age,
    minor_children: withChildren,
    repeat_signal: repeated,
  });

const plain: CanonicalRow = { partner_type: 'rent' };

/** The signals behind the attacks, spread evenly over the towns. */
export const planted: readonly Planted[] = [
  ...signals(60, 'young', { ...plain, age: 25, minor_children: true }),
  ...signals(90, 'middle', { ...plain, age: 35, minor_children: true }),
  ...signals(80, 'middle-none', { ...plain, age: 35, partner_type: 'energy' }),
  ...signals(4, 'four', { ...plain, age: 50, minor_children: true }),
  ...signals(70, 'fifty', { ...plain, age: 50 }),
  ...signals(30, 'old', { ...plain, age: 70, minor_children: true }),
  ...signals(75, 'old-none', { ...plain, age: 70, repeat_signal: true }),
  ...signals(1, 'single', { partner_type: 'cak-health-insurance', arrears_cents: 43_125 }),
  ...signals(5, 'most', { arrears_cents: 300_000 }),
  ...signals(12, 'more', { arrears_cents: 100_000 }),
  ...signals(13, 'little', { arrears_cents: 10_000 }),
  ...signals(3, 'insurance', { partner_type: 'health-insurance' }),
  ...signals(52, 'water', { partner_type: 'water' }),
  ...signals(1, 'secret', { age: null, minor_children: null }),
  ...signals(12, 'two', { signal_type: 'crisis' }).map((each, index) => ({
    ...each,
    town: index % 2,
    household: `h-two-${index % 2}`,
  })),
  ...linked(30, 35, false, false),
  ...linked(25, 35, false, true),
  ...linked(20, 35, true, false),
  ...linked(4, 35, true, true),
  ...linked(15, 50, false, false),
  ...linked(12, 50, false, true),
  ...signals(1, 'other-own', { signal_type: 'other', age: 25 }),
  ...signals(6, 'other-few', { signal_type: 'other', age: 70 }),
  ...signals(8, 'small-town', plain).map((each) => ({ ...each, town: towns.length })),
];

const band = (age: number) => (age < 30 ? '18-29' : age < 45 ? '30-44' : age < 60 ? '45-59' : '60-99');
const euroBand = (euro: number) =>
  euro <= 200 ? '0-200' : euro <= 700 ? '200-700' : euro <= 2000 ? '700-2000' : 'over-2000';
const answer = (value: unknown) => (value === null ? 'unknown' : value === true ? 'yes' : 'no');

/** The codes of a planted signal, as the codebook derives them. */
function codesOf(row: Planted): Readonly<Record<string, string>> {
  const { age = 35, minor_children: withChildren = false, repeat_signal: repeated = false } = row;
  return {
    'age-band': typeof age === 'number' ? band(age) : 'unknown',
    'minor-children': answer(withChildren),
    'repeat-signal': answer(repeated),
    'partner-type': String(row['partner_type'] ?? 'rent'),
    'signal-type': String(row['signal_type'] ?? 'early'),
    'arrears-band': euroBand(Number(row['arrears_cents'] ?? 50_000) / 100),
  };
}

/** How many signals of the towns that take part are in a selection. */
export const truthOf = (selection: Selection): number =>
  planted.filter((row) => {
    const codes = codesOf(row);
    return (
      row.town < towns.length &&
      Object.entries(selection).every(([variable, levels]) => levels.includes(codes[variable] ?? ''))
    );
  }).length;
