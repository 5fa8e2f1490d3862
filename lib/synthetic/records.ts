import type { DayNumber } from './days.ts';

/** Creditor types of the generator; codes of lib/dataset/codes.ts. */
export type CreditorType = 'health-insurance' | 'energy' | 'rent' | 'water' | 'municipal-taxes';

/** Ways of contact of the generator; codes of lib/dataset/codes.ts. */
export type Method = 'letter' | 'email' | 'message' | 'phone' | 'home-visit' | 'card';

/** Final results that the generator gives; codes of lib/dataset/codes.ts. */
export type Outcome =
  | 'no-contact'
  | 'no-response-after-contact'
  | 'no-help-wanted'
  | 'resolves-self'
  | 'already-paid'
  | 'payment-arrangement'
  | 'quick-fix'
  | 'referred-to-debt-assistance'
  | 'further-help-non-financial'
  | 'referral-without-contact'
  | 'known-to-debt-assistance'
  | 'other-trajectory'
  | 'not-taken-up-other'
  | 'deceased'
  | 'not-resident';

/** A household with an invented resident; `need` is its multiplier on the hazard of a further signal (mean 1). */
export type Household = {
  readonly key: string;
  readonly need: number;
  readonly bornOn: DayNumber;
  readonly minorChildren: boolean;
  readonly bsn: string;
  readonly initials: string;
  readonly surname: string;
  readonly street: string;
  readonly houseNumber: number;
  readonly postcode: string;
  readonly place: string;
};

/** Why a signal was not taken up, in DDAS; null when a case was made of it. */
export type SignalStatus = 'not-taken-up-yet' | 'unjustified' | 'repeat' | 'other-reason';

/** A signal of a creditor. `repeatMonths[n]`: the household had a signal in the (n+1)-th calendar month before. */
export type Signal = {
  readonly id: string;
  readonly household: Household;
  readonly creditorType: CreditorType;
  readonly creditor: number;
  readonly crisis: boolean;
  readonly day: DayNumber;
  readonly arrearsSince: DayNumber;
  readonly arrearsCents: number;
  readonly instalmentCents: number;
  readonly forwardedOn: DayNumber | null;
  readonly caseId: string | null;
  readonly status: SignalStatus | null;
  readonly repeatMonths: readonly boolean[];
};

/** A contact attempt; the last one of a finished case carries the final result. */
export type Attempt = {
  readonly day: DayNumber;
  readonly method: Method;
  readonly dayPart: 'morning' | 'afternoon' | 'evening';
  readonly reached: boolean;
};

/** Answer to the offer of help; null when nobody was asked. */
export type HelpAnswer = 'yes' | 'no' | 'follow-up-appointment' | 'wants-contact' | null;

/** A case: what the municipality did with the signals of a household in a month. Null outcome: still running. */
export type SignalCase = {
  readonly id: string;
  readonly signalIds: readonly string[];
  readonly day: DayNumber;
  readonly seenOn: DayNumber;
  readonly attempts: readonly Attempt[];
  readonly outcome: Outcome | null;
  readonly wantsHelp: HelpAnswer;
  readonly closedOn: DayNumber | null;
  readonly withdrawn: boolean;
  readonly unjustified: boolean;
  readonly followUp: { readonly day: DayNumber; readonly result: 'yes' | 'no' } | null;
};

/** Everything generated for one municipality, before old signals are deleted (see `retainedSignals`). */
export type MunicipalityRecords = {
  readonly code: string;
  readonly name: string;
  readonly inhabitants: number;
  readonly seed: number;
  readonly from: DayNumber;
  readonly until: DayNumber;
  readonly retentionMonths: number;
  readonly signals: readonly Signal[];
  readonly cases: readonly SignalCase[];
};
