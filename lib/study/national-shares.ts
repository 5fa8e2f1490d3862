import type { Unit } from '../protocol/analysis.ts';
import { normalTails } from '../statistics/distributions/normal.ts';
import { calibration, creditorShares, creditorTypes, outcomeShares, renewal } from '../synthetic/parameters.ts';

// Everything here is arithmetic on lib/synthetic/calibration.json, which names the source of each figure: mostly Divosa's Monitor
// Vroegsignalering Schulden 2021-2024. No provider's data come in.

type Shares = Readonly<Record<string, number>>;
const yes = (share: number): Shares => ({ yes: share, no: 1 - share });

/** Divosa, national figures of 2023: of all cases reached, and accepted; signals of one household in one month; repeats in six months. */
const [reached, accepted, severalAtOnce, repeated] = [0.2, 0.07, 0.11, 0.4];

const { attemptModel: attempts, crisis, creditor } = calibration;
const crisisShare = creditor.Energie * crisis.Energie + creditor.Huur * crisis.Huur + creditor.Water * crisis.Water;
const called = attempts.class.phone + attempts.class.phoneAndVisit;
const visited = attempts.class.homeVisit + attempts.class.phoneAndVisit;
const contacted = 1 - attempts.class.none - attempts.class.writtenOnly;
const mean = (counts: readonly number[]) => counts.reduce((sum, share, index) => sum + share * (index + 1), 0);

/** Kind of the first attempt of a case: who is called or visited may get a letter first. */
const firstKinds: Shares = {
  none: attempts.class.none,
  written: attempts.class.writtenOnly + attempts.letterFirst * contacted,
  phone: (1 - attempts.letterFirst) * called,
  'home-visit': (1 - attempts.letterFirst) * attempts.class.homeVisit,
};

/** Kinds over all attempts. */
const attemptKinds = scaled({
  written:
    attempts.class.writtenOnly * mean(attempts.written.count) +
    (attempts.letterFirst + attempts.letterAfter) * contacted,
  phone: called * mean(attempts.phoneCount),
  'home-visit': visited * mean(attempts.visitCount),
});

function scaled(shares: Shares): Shares {
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
  return Object.fromEntries(Object.entries(shares).map(([code, share]) => [code, share / total]));
}

/** Ways of contact within kinds. */
function methodsOf({ written = 0, phone = 0, 'home-visit': visit = 0 }: Shares): Shares {
  const { Brief, Mail, 'SMS/Whatsapp': message } = attempts.written.mix;
  return scaled({
    letter: written * Brief,
    email: written * Mail,
    message: written * message,
    phone,
    'home-visit': visit,
  });
}

/** Share of signals of at most so many euros: a mixture of the lognormal distributions of the creditor types. */
function upTo(euros: number): number {
  return creditorShares.reduce((sum, [type, share]) => {
    const { medianEuros, sigma } = creditorTypes[type];
    return sum + share * normalTails(Math.log(euros / medianEuros) / sigma).lower;
  }, 0);
}

const contactArms: Shares = { 'not-reached': 1 - reached, declined: reached - accepted, accepted };
const landmarkArms: Shares = { 'not-reached': 1 - reached, reached: reached - accepted, accepted };
const outcomes = scaled(Object.fromEntries(Object.values(outcomeShares).flat()));
const resolving = ['resolves-self', 'already-paid', 'payment-arrangement'].reduce(
  (sum, code) => sum + (outcomes[code] ?? 0),
  0,
);

const shares: Readonly<Record<string, Shares>> = {
  'partner-type': Object.fromEntries(creditorShares),
  'signal-type': { early: 1 - crisisShare, crisis: crisisShare },
  crisis: yes(crisisShare),
  'arrears-band': {
    '0-200': upTo(200),
    '200-700': upTo(700) - upTo(200),
    '700-2000': upTo(2000) - upTo(700),
    'over-2000': 1 - upTo(2000),
  },
  'high-arrears': yes(1 - upTo(700)),
  'age-band': {
    '18-29': calibration.ageBand['18-29'],
    '30-44': calibration.ageBand['30-44'],
    '45-59': calibration.ageBand['45-59'],
    '60-99': calibration.ageBand['60+'],
  },
  forwarded: yes(calibration.meldingPerSignal),
  'repeat-signal': yes(repeated),
  'multiple-signals': yes(repeated),
  'signals-at-start': { '1': 1 - severalAtOnce, '2-plus': severalAtOnce },
  reached: yes(reached),
  'attempts reached': yes(reached / attempts.achieved.meanAttempts),
  'reached-in-28': yes(reached),
  'help-accepted': yes(accepted),
  'contact-arm': contactArms,
  'clean-contact-arm': {
    'not-reached': 1 - reached,
    resolving,
    'in-difficulty': Math.max(0, reached - accepted - resolving),
    accepted,
  },
  'landmark-arm': landmarkArms,
  state: landmarkArms,
  'first-approach': firstKinds,
  'first-attempt-kind': scaled({ ...firstKinds, none: 0 }),
  'first-method': methodsOf(firstKinds),
  'primary-method': methodsOf(firstKinds),
  method: methodsOf(attemptKinds),
  approach: attemptKinds,
  'previous-approach': attemptKinds,
  'first-attempt-term': { '0-14': 0.8, '15-28': 0.17, 'over-28': 0.03 },
  'day-part': {
    morning: calibration.dagdeel.Ochtend,
    afternoon: calibration.dagdeel.Middag,
    evening: calibration.dagdeel.Avond,
  },
  outcome: outcomes,
};

/** Shares of the levels of a variable in the country, by code; 0 for a level that no figure names; undefined where no figure is public. */
export const nationalShares = (variable: string, unit: Unit): Shares | undefined =>
  shares[`${unit} ${variable}`] ?? shares[variable];

/** Months of signals in an export: they are kept for six months. */
const monthsKept = calibration.retention.signalsMonths;
const perMonth = calibration.signalsPer1000PerMonth / 1000;
const firstInExport = perMonth * (1 - repeated);
const cases = firstInExport * calibration.meldingPerSignal;
const newHouseholds = renewal.newHouseholdsPer1000PerMonth / 1000;

/** Households of a unit for each inhabitant and month of signals: the first signal of each in six months counts. */
const householdsPerMonth: Readonly<Record<Unit, number>> = {
  signals: firstInExport,
  'signal-spells': firstInExport,
  households: firstInExport,
  cases,
  'case-spells': cases,
  attempts: cases * (1 - attempts.class.none),
  'new-households': newHouseholds,
  'contact-states': newHouseholds,
  'landmark-28': newHouseholds * 0.85,
  'landmark-45': newHouseholds * 0.8,
};

/** Households of a unit that so many inhabitants are expected to give in one export; entry may have to be closed some days before it. */
export function expectedHouseholds(unit: Unit, inhabitants: number, closedEntryDays = 0): number {
  const months = Math.max(0, monthsKept - closedEntryDays / 30.4);
  return householdsPerMonth[unit] * months * inhabitants;
}
