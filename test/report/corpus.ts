import type { OwnIndicator, OwnRelease } from '../../lib/protocol/release.ts';
import { allWithheld, indicator, indicators, ownRelease, withheld, withoutPeers } from './releases.ts';

const nothing = (one: OwnIndicator): OwnIndicator => ({
  ...withheld({ ...one, peers: null }),
  status: 'not-available',
});

const emptyDelivery: NonNullable<OwnRelease['delivery']> = {
  format: 'ddas-delivery',
  exportDate: '2026-06-30',
  tables: [],
  notes: [],
  unavailable: ['signals.creditor', 'signals.forwarded', 'signal_cases.closed', 'signal_cases.closed_on'],
};

const kinds = [
  'quarantined',
  'unknown-code',
  'unreadable',
  'missing-date',
  'without-household',
  'without-case',
] as const;
const gaps: NonNullable<OwnRelease['delivery']> = {
  format: 'bi-export',
  exportDate: '2026-06-30',
  tables: [
    { table: 'signals', rows: 1_234_565, first: '2026-01-01', last: '2026-06-01' },
    { table: 'signal_cases', rows: null, first: null, last: null },
  ],
  notes: kinds.flatMap((kind) =>
    ['signals.age', 'signals.repeat_signal_month_3', 'contact_attempts.attempted_on'].map((field, index) => ({
      kind,
      field,
      count: index === 1 ? null : 12_340,
    })),
  ),
  unavailable: ['signals.status', 'signals.arrears_since', 'signal_cases.outcome', 'signals.instalment_cents'],
};

const metropolis = indicators.map(
  (one): OwnIndicator => ({
    ...one,
    n: one.n === null ? null : one.n * 1000,
    value: one.measure === 'count' && one.value !== null ? one.value * 1000 : one.value,
  }),
);

const crossed = indicator({
  analysis: 'reach-by-method-and-band',
  unit: 'cases',
  group: 'first-attempt-kind=phone;arrears-band=200-700',
  value: 0.41,
});

/** A municipality with one creditor: everything by creditor is withheld, the rest is shown. */
const creditors = ['energy', 'rent', 'water', 'health-insurance'].map((code) =>
  withheld({
    analysis: 'reach-by-creditor',
    topic: 'reach',
    unit: 'cases',
    group: `partner-type=${code}`,
    peers: null,
  }),
);

/** Municipalities that a page must be able to bear. */
export const corpus: readonly (readonly [name: string, release: OwnRelease])[] = [
  ['of middle size', ownRelease()],
  ['without peers', withoutPeers(ownRelease())],
  [
    'without any case',
    ownRelease({
      municipalityName: 'Leegwaarde',
      indicators: indicators.map(nothing),
      delivery: emptyDelivery,
      thresholds: undefined,
      dataFrom: null,
      dataUntil: null,
    }),
  ],
  ['of which all is withheld', allWithheld(ownRelease({ inhabitants: 980 }))],
  ['with one creditor', ownRelease({ municipalityName: 'Eenveen', indicators: [...indicators, ...creditors] })],
  [
    'with an apostrophe, diacritics and a very long name',
    ownRelease({
      municipalityName: `'s-Graveland-Súdwest-Fryslân & “Ærø” <samenwerking> Noordoostpolder-Hogelandsterambtsland`,
    }),
  ],
  [
    'of a million inhabitants',
    ownRelease({ municipalityName: 'Miljoenenstad', inhabitants: 1_000_000, indicators: [...metropolis, crossed] }),
  ],
  ['with gaps in its delivery', ownRelease({ municipalityName: 'Gatendam', delivery: gaps })],
  ['without any indicator', ownRelease({ indicators: [], delivery: undefined, questions: undefined })],
];
