import calibration from './calibration.json' with { type: 'json' };
import type { CreditorType, Method, Outcome } from './records.ts';

type Weights<Item> = readonly (readonly [item: Item, weight: number])[];

/** The figures that the generator is calibrated on, with their sources and confidence. */
export { calibration };

/** Creditor types by share of signals; `Overige` are municipal taxes. */
export const creditorShares: Weights<CreditorType> = [
  ['health-insurance', calibration.creditor.Zorg],
  ['energy', calibration.creditor.Energie],
  ['rent', calibration.creditor.Huur],
  ['water', calibration.creditor.Water],
  ['municipal-taxes', calibration.creditor.Overige],
];

/** Arrears (lognormal median in euros and sigma), share of crisis signals, and day of the monthly delivery. */
export const creditorTypes: Readonly<
  Record<CreditorType, { medianEuros: number; sigma: number; crisis: number; deliveryDay: number; creditors: number }>
> = {
  'health-insurance': { ...amount('Zorg'), crisis: calibration.crisis.Zorg, deliveryDay: 8, creditors: 4 },
  energy: { ...amount('Energie'), crisis: calibration.crisis.Energie, deliveryDay: 16, creditors: 3 },
  rent: { ...amount('Huur'), crisis: calibration.crisis.Huur, deliveryDay: 22, creditors: 4 },
  water: { ...amount('Water'), crisis: calibration.crisis.Water, deliveryDay: 12, creditors: 1 },
  'municipal-taxes': { medianEuros: 250, sigma: 0.6, crisis: 0, deliveryDay: 25, creditors: 1 },
};

function amount(key: 'Zorg' | 'Energie' | 'Huur' | 'Water'): { medianEuros: number; sigma: number } {
  const { median, sigma } = calibration.amountEur[key];
  return { medianEuros: median, sigma };
}

/** Probability that one attempt reaches the resident, before municipality and resident come in. */
export const reachPerAttempt: Readonly<Record<Method, number>> = {
  letter: calibration.attemptModel.reachPerAttempt.Brief,
  email: calibration.attemptModel.reachPerAttempt.Mail,
  message: calibration.attemptModel.reachPerAttempt['SMS/Whatsapp'],
  phone: calibration.attemptModel.reachPerAttempt.Telefoon,
  'home-visit': calibration.attemptModel.reachPerAttempt.Huisbezoek,
  card: calibration.attemptModel.reachPerAttempt.Kaartje,
};

/** Probability that help is accepted by a resident whom this method reached. */
export const acceptance: Readonly<Record<Method, number>> = {
  letter: calibration.acceptGivenReached.Brief,
  email: calibration.acceptGivenReached.Mail,
  message: calibration.acceptGivenReached['SMS/Whatsapp'],
  phone: calibration.acceptGivenReached.Telefoon,
  'home-visit': calibration.acceptGivenReached.Huisbezoek,
  card: calibration.acceptGivenReached.Kaartje,
};

const share = calibration.eindresultaatShareOfMeldingen;
const resolved = share['Inwoner heeft zelf al betaald/betalingsregeling getroffen'];

/** Final results by how far a case came, in shares of all cases. */
export const outcomeShares: Readonly<Record<'accepted' | 'reached' | 'notReached' | 'noAttempt', Weights<Outcome>>> = {
  accepted: [
    ['quick-fix', share['(Budget)advies en/of quick fix']],
    ['referred-to-debt-assistance', share['Vervolghulp en/of verwijzing financieel']],
    ['further-help-non-financial', share['Vervolghulp en/of verwijzing niet financieel']],
  ],
  reached: [
    ['no-help-wanted', share['Inwoner hoeft geen hulp vanuit vroegsignalering'] / 2],
    ['resolves-self', share['Inwoner hoeft geen hulp vanuit vroegsignalering'] / 2],
    ['already-paid', resolved / 2],
    ['payment-arrangement', resolved / 2],
    ['no-response-after-contact', share['Geen reactie na eerder contact']],
  ],
  notReached: [['no-contact', share['Definitief geen contact kunnen krijgen']]],
  noAttempt: [
    ['known-to-debt-assistance', share['Inwoner al bekend bij schuldhulpverlening']],
    ['other-trajectory', share['Inwoner heeft al een ander lopend traject']],
    ['not-resident', share['Persoon is geen inwoner (meer) in de gemeente']],
    ['deceased', share['Inwoner is overleden']],
    ['referral-without-contact', share['Verwijzing zonder contact']],
    ['not-taken-up-other', share['Niet opgepakt: andere reden']],
  ],
};

/** The true causal structure of a further signal, which a study on synthetic data should find back. */
export type CausalParameters = {
  /** Hazard ratio of a further signal after help was accepted; 1 is no effect. */
  readonly helpHazardRatio: number;
  /** Log odds of accepting help for each unit of log need: above 0, need confounds help and return. */
  readonly needLogOdds: number;
};

/** Help lowers the hazard of a further signal by 15 percent and is accepted regardless of need. */
export const defaultCausalParameters: CausalParameters = { helpHazardRatio: 0.85, needLogOdds: 0 };

/**
 * Hazard of a household's next month with signals, k months after the last: need × season × help × (initial ×
 * exp(-(k - 1) / decayMonths) + lasting), up to `horizonMonths`. Need is Gamma(needShape) with mean 1. The numbers are
 * fitted by simulation (D): 40 percent of cases have a signal in the six months before.
 */
export const renewal = {
  initial: 0.147,
  decayMonths: 3,
  lasting: 0.008,
  horizonMonths: 18,
  needShape: 3,
  sameCreditor: 0.7,
  newHouseholdsPer1000PerMonth: 1.97,
} as const;

/** Further signals of other creditors in the same month, and what is not taken up: 0.80 cases a signal (D). */
export const intake = {
  furtherSignals: [0.89, 0.097, 0.013],
  notTakenUpNew: 0.073,
  notTakenUpRepeat: 0.145,
} as const;

/**
 * How the reach score of a municipality (standard normal) acts: on the log odds of calling or visiting rather than only
 * writing, and on the log odds that an attempt reaches. Together they give the calibrated spread of reached cases; the
 * intercept undoes that who calls more also reaches more by each call (D).
 */
export const reachEffect = { approach: 0.39, attempt: 0.3, intercept: -0.08 } as const;
