import { MunicipalityCode, ProviderId, StudyId, TaskId } from '../../lib/protocol/identifiers.ts';
import type { OwnIndicator, OwnRelease } from '../../lib/protocol/release.ts';

const peers = (median: number) => ({
  municipalities: 14,
  lowerQuartile: median - 0.03,
  median,
  upperQuartile: median + 0.035,
});

/** An indicator with a group of peers and a comparable verdict. */
export function indicator(changes: Partial<OwnIndicator>): OwnIndicator {
  const value = changes.value ?? 0.27;
  return {
    analysis: 'reach-cases',
    group: '',
    measure: 'proportion',
    timeDays: null,
    status: 'rounded',
    n: 1240,
    value,
    low: Math.max(0, value - 0.025),
    high: value + 0.028,
    peers: peers(0.22),
    verdict: 'comparable',
    ...changes,
  };
}

/** An indicator that the gate withheld: no number is left in it. */
export function withheld(changes: Partial<OwnIndicator>): OwnIndicator {
  return indicator({
    ...changes,
    status: 'withheld',
    n: null,
    value: null,
    low: null,
    high: null,
    verdict: 'cannot-say',
  });
}

const returns = (group: string, values: readonly (readonly [days: number, value: number])[]) =>
  values.map(([timeDays, value]) =>
    indicator({
      analysis: group === '' ? 'return-overall' : 'return-by-arrears-band',
      group,
      measure: 'cumulative-incidence',
      unit: 'case-spells',
      timeDays,
      value,
      peers: peers(value + 0.02),
      n: 610,
    }),
  );

const reach = (method: string, value: number, median: number, verdict: OwnIndicator['verdict']) =>
  indicator({
    analysis: 'reach-by-method',
    group: `method=${method}`,
    unit: 'attempts',
    value,
    verdict,
    n: 485,
    peers: peers(median),
  });

const quarter = (name: string, value: number) =>
  indicator({
    analysis: 'reach-by-quarter',
    group: `signal-quarter=${name}`,
    topic: 'reach',
    value,
    n: 410,
    peers: peers(0.21),
  });

const speed = (variable: string, codes: string[], value: number) =>
  indicator({
    analysis: `speed-${variable}-${codes.length}`,
    topic: 'contact-speed',
    unit: 'cases',
    outcome: { variable, in: codes },
    value,
    peers: peers(0.66),
  });

/** Indicators of a municipality of middle size with peers: every kind of section. */
export const indicators: readonly OwnIndicator[] = [
  ...returns('', [
    [28, 0.061],
    [90, 0.182],
    [180, 0.296],
  ]),
  ...returns('arrears-band=0-200', [[90, 0.141]]),
  ...returns('arrears-band=200-700', [[90, 0.193]]),
  ...returns('arrears-band=700-2000', [[90, 0.231]]),
  withheld({
    analysis: 'return-by-arrears-band',
    group: 'arrears-band=over-2000',
    measure: 'cumulative-incidence',
    timeDays: 90,
  }),
  indicator({ analysis: 'reach-cases', unit: 'cases', value: 0.27, verdict: 'higher' }),
  reach('letter', 0.031, 0.04, 'comparable'),
  reach('phone', 0.334, 0.26, 'higher'),
  reach('home-visit', 0.392, 0.36, 'comparable'),
  withheld({ analysis: 'reach-by-method', group: 'method=card', unit: 'attempts', peers: null }),
  indicator({ analysis: 'wants-help', unit: 'cases', value: 0.081, verdict: 'lower', peers: peers(0.11) }),
  speed('first-attempt-term', ['0-14'], 0.71),
  speed('first-attempt-term', ['0-14', '15-28'], 0.89),
  speed('crisis-attempt-in-time', ['yes'], 0.64),
  ...['below', 'above'].flatMap((side) => [
    indicator({
      analysis: 'reach-by-threshold',
      topic: 'threshold-amount',
      unit: 'cases',
      group: `own-threshold=${side}`,
      value: side === 'below' ? 0.21 : 0.26,
    }),
    indicator({
      analysis: 'return-by-threshold',
      topic: 'threshold-amount',
      unit: 'signal-spells',
      measure: 'cumulative-incidence',
      timeDays: 90,
      group: `own-threshold=${side}`,
      value: side === 'below' ? 0.31 : 0.28,
    }),
  ]),
  quarter('2025-Q3', 0.243),
  quarter('2025-Q4', 0.251),
  quarter('2026-Q1', 0.268),
  quarter('2026-Q2', 0.279),
  indicator({ analysis: 'signals-total', measure: 'count', value: 5485, low: null, high: null, n: null, peers: null }),
];

/** The release of a municipality of middle size with peers. */
export function ownRelease(changes: Partial<OwnRelease> = {}): OwnRelease {
  return {
    schema: 'vroegzicht-own/1',
    taskId: TaskId.parse('task-2026-11-20-0001'),
    studyId: StudyId.parse('return-of-signals'),
    studyTitle: 'Wat gebeurt er na een melding? Terugkeer van vroegsignalen in Nederlandse gemeenten',
    originalTitle: 'What happens after a case? Return of early debt signals in Dutch municipalities',
    municipality: MunicipalityCode.parse('9901'),
    municipalityName: 'Voorbeeldstad',
    provider: ProviderId.parse('provider-a'),
    policy: 'vroegzicht-policy/1',
    synthetic: true,
    dataFrom: '2026-01-01',
    dataUntil: '2026-06-30',
    indicators: [...indicators],
    inhabitants: 48_000,
    thresholds: [
      { from: '2025-01-01', minimumArrearsEuro: 75 },
      { from: '2026-04-01', minimumArrearsEuro: 1000 },
    ],
    acceptedOn: '2026-11-20',
    purpose: 'onderzoek-vroegsignalering',
    agreementId: 'overeenkomst-2026-014',
    researchers: ['Dr. A. de Vries (Universiteit Maastricht)'],
    participants: 15,
    questions: [
      {
        analysis: 'return-overall',
        question: 'How often does a household return after a closed case?',
        dutch: 'Hoe vaak komt een huishouden terug na een afgesloten melding?',
      },
      {
        analysis: 'reach-by-method',
        question: 'By which way of contact is someone reached?',
        dutch: 'Met welke contactvorm wordt iemand bereikt?',
      },
      { analysis: 'signals-total', question: 'How many signals came in?', dutch: 'Hoeveel signalen kwamen er binnen?' },
    ],
    delivery: {
      format: 'xxllnc-workbook',
      exportDate: '2026-06-30',
      tables: [
        { table: 'signals', rows: 5485, first: '2026-01-02', last: '2026-06-30' },
        { table: 'signal_cases', rows: 4390, first: '2024-02-11', last: '2026-06-30' },
        { table: 'contact_attempts', rows: 9120, first: null, last: null },
      ],
      notes: [
        { kind: 'unreadable', field: 'signals.age', count: 45 },
        { kind: 'unknown-code', field: 'contact_attempts.method', count: null },
      ],
      unavailable: ['signals.status'],
    },
    ...changes,
  };
}

/** The same municipality at a provider with fewer than eleven municipalities: no group. */
export function withoutPeers(release: OwnRelease): OwnRelease {
  const alone = release.indicators.map((one): OwnIndicator => ({ ...one, peers: null, verdict: 'cannot-say' }));
  return { ...release, indicators: alone };
}

/** A very small municipality: nothing can be shown. */
export function allWithheld(release: OwnRelease): OwnRelease {
  const nothing = release.indicators.map((one) => withheld({ ...one, peers: null }));
  return { ...release, municipalityName: 'Kleindorp', indicators: nothing };
}
