import * as z from 'zod';

const fraction = z.tuple([z.number(), z.number()]);
const byCode = z.record(z.string(), z.number());
const fractions = z.record(z.string(), fraction);
const curve = z.record(z.string(), z.number());
const group = z.record(z.string(), z.object({ n: z.number(), return_90d: z.number() }));
const cox = z.object({
  n: z.number(),
  events: z.number(),
  names: z.array(z.string()),
  coef: z.array(z.number()),
  se: z.array(z.number()),
  loglik: z.number(),
  ties: z.enum(['breslow', 'efron']),
});
/** The numbers of the researchers' notebook on the example workbook; test/reference/bi_export_example.md says what each is. */
export const Expected = z.object({
  signals: z.object({
    total: z.number(),
    with_date: z.number(),
    first: z.string(),
    last: z.string(),
    by_type: byCode,
    by_month: byCode,
  }),
  reporter_type: byCode,
  forwarding: z.object({ forwarded: z.number(), by_type: fractions, by_reporter_type: fractions }),
  reach: z.object({
    cases_with_attempt: z.number(),
    cases_reached: z.number(),
    attempts: z.number(),
    attempts_reached: z.number(),
    by_method: fractions,
    by_daypart: fractions,
  }),
  outcomes: z.object({ wants_help: byCode, final: byCode }),
  status: z.object({
    cases: z.number(),
    closed: z.number(),
    withdrawn: z.number(),
    unjustified: z.number(),
    days_to_close: byCode,
  }),
  recidive: z.object({ overall: fraction, months: fractions }),
  funnel: byCode,
  survival: z.object({
    cases: z.number(),
    events: z.number(),
    overall: curve,
    arms: z.record(z.string(), z.object({ n: z.number(), events: z.number(), return_at: curve })),
    logrank: z.object({ chi2: z.number(), df: z.number(), p: z.number() }),
    b2_90d: group,
  }),
  cox_arm_breslow: cox,
  cox_arm_efron: cox,
  cox_forwarding_breslow: cox,
  cox_forwarding_efron: cox,
  cox_speed_breslow: cox,
  speed_median: z.number(),
  return_by_method: group,
  return_by_result: group,
  return_by_attempts: group,
  targeting: z.record(z.string(), fractions),
  households: z.object({ n: z.number(), mean: z.number(), max: z.number(), multiple: z.number() }),
});

/** Our code for each Dutch word of the workbook. */
const words: Readonly<Record<string, string>> = {
  Vroeg: 'early',
  Crisis: 'crisis',
  Verhuurder: 'rent',
  Energie: 'energy',
  'Gemeentelijke belastingen': 'municipal-taxes',
  Zorgverzekeraar: 'health-insurance',
  Drinkwater: 'water',
  Brief: 'letter',
  'E-mail': 'email',
  Huisbezoek: 'home-visit',
  'SMS/WhatsApp': 'message',
  Telefonisch: 'phone',
  Avond: 'evening',
  Middag: 'afternoon',
  Ochtend: 'morning',
  '(blank)': 'unknown',
  Nee: 'no',
  Ja: 'yes',
  'Vervolg afspraak gemaakt': 'follow-up-appointment',
  'Wenst contact met VST': 'wants-contact',
  'Geen contact gekregen': 'no-contact',
  'Geen hulp gewenst': 'no-help-wanted',
  'Zelf probeert op te lossen': 'resolves-self',
  'Klant heeft al betaald': 'already-paid',
  'Verwezen naar schuldhulpverlening': 'referred-to-debt-assistance',
  'Quick fix': 'quick-fix',
  'Betalingsregeling getroffen': 'payment-arrangement',
  Overig: 'other',
  '<200': '0-200',
  '200-700': '200-700',
  '700-2k': '700-2000',
  '>2k': 'over-2000',
  '18-29': '18-29',
  '30-44': '30-44',
  '45-59': '45-59',
  '60+': '60-99',
  A_not_reached: 'not-reached',
  B_refused: 'declined',
  C_accepted: 'accepted',
  B1_resolving: 'resolving',
  B2_difficulty: 'in-difficulty',
  '1': '1',
  '2-3': '2-3',
  '4-6': '4-6',
};
/** Our code of a Dutch word, or the word itself. */
export const code = (word: string) => words[word] ?? word;

/** Our name for a term of the notebook's formulas: `C(arm, ...)[T.B_refused]` is `contact-arm=declined`. */
export function termOf(name: string): string {
  const [, variable = name, level] = /^(?:C\()?(\w+)[^[]*(?:\[T\.(.+)\])?$/.exec(name) ?? [];
  const ours: Readonly<Record<string, string>> = {
    arm: 'contact-arm',
    recidive_hist: 'repeat-signal',
    doorgezet_bool: 'forwarded',
    debt_band: 'arrears-band',
    age_band: 'age-band',
    days_to_reach: 'days-to-reach',
  };
  const own = ours[variable] ?? variable;
  return level === undefined ? own : `${own}=${level === 'True' ? 'yes' : code(level)}`;
}
