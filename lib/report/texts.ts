import type { Unit } from '../protocol/analysis.ts';
import type { IndicatorTopic, OwnIndicator } from '../protocol/release.ts';
import type { Language } from './labels.ts';
import { textsEn } from './texts-en.ts';
import { textsNl } from './texts-nl.ts';

type Verdict = OwnIndicator['verdict'];
type KeyTopic = 'return' | 'reach' | 'help-accepted';
type Sentence = (of: string, units: string, days: number) => string;

/** The words of the municipality's page; numbers come in as words. */
export type Texts = {
  readonly [Name in
    | 'skip'
    | 'product'
    | 'footer'
    | 'contents'
    | 'perHundred'
    | 'synthetic'
    | 'periodUnknown'
    | 'otherLanguage'
    | 'summary'
    | 'keyFigures'
    | 'noFinding'
    | 'notAsked'
    | 'otherFigures'
    | 'noFigures'
    | 'noPeers'
    | 'own'
    | 'ownInterval'
    | 'peers'
    | 'peerBand'
    | 'peerMedian'
    | 'peersHead'
    | 'noThreshold'
    | 'verdict'
    | 'group'
    | 'figure'
    | 'amount'
    | 'basis'
    | 'term'
    | 'margin'
    | 'quartersTitle'
    | 'adjusted'
    | 'tooFewToAdjust'
    | 'firstQuestion'
    | 'moreQuestions'
    | 'peersHeadShort'
    | 'confounded'
    | 'questionsTitle'
    | 'purposeTitle'
    | 'deliveryTitle'
    | 'notesTitle'
    | 'notesNone'
    | 'windowNote'
    | 'wordsTitle'
    | 'aboutTitle'
    | 'whatRanTitle'
    | 'askedTitle'
    | 'method'
    | 'downloadTitle'
    | 'downloadCsv'
    | 'downloadJson'
    | 'downloadPrint'
    | 'closeSession']: string;
} & {
  readonly pageTitle: (name: string) => string;
  readonly forMunicipality: (name: string) => string;
  readonly period: (from: string, until: string) => string;
  readonly rowFor: Readonly<Record<KeyTopic, string>>;
  readonly findings: Readonly<Record<'return' | 'reach', Readonly<Record<Verdict, Sentence>>>>;
  readonly units: Readonly<Record<Unit, string>>;
  readonly reachedCases: string;
  readonly returnAfterSignal: string;
  readonly onlyWhere: (words: string) => string;
  readonly verdictSentence: Readonly<Record<Verdict, string>>;
  readonly verdictReason: Readonly<Record<Verdict, string>>;
  readonly peersExplained: (municipalities: number) => string;
  readonly chanceShort: (low: string, high: string) => string;
  readonly peersCell: (median: string, low: string, high: string) => string;
  readonly byThreshold: (title: string) => string;
  readonly thresholds: (amounts: string) => string;
  readonly thresholdFrom: (euro: string, day: string) => string;
  readonly peersShort: (median: string, low: string, high: string) => string;
  readonly days: (days: number) => string;
  readonly wholeMunicipality: string;
  readonly axisDays: string;
  readonly axisQuarters: string;
  readonly axisBars: (units: string, days: number | null) => string;
  readonly bySplit: (title: string, variable: string) => string;
  readonly intros: Readonly<Record<IndicatorTopic, string>>;
  readonly warnings: Readonly<Partial<Record<IndicatorTopic, string>>>;
  readonly questions: Readonly<Record<KeyTopic | 'general', string>>;
  readonly purposeLimits: readonly string[];
  readonly deliveryIntro: (format: string, day: string) => string;
  readonly deliveryColumns: Readonly<Record<'table' | 'rows' | 'first' | 'last', string>>;
  readonly noteColumns: Readonly<Record<'what' | 'where', string>>;
  readonly unavailable: (fields: string) => string;
  readonly glossary: readonly (readonly [word: string, meaning: string])[];
  readonly about: Readonly<
    Record<
      'study' | 'by' | 'provider' | 'agreement' | 'purpose' | 'acceptedOn' | 'participants' | 'policy' | 'task',
      string
    >
  >;
  readonly whatRan: readonly string[];
  readonly withdraw: (contact: string) => string;
  readonly sessionUntil: (time: string) => string;
};

const texts: Readonly<Record<Language, Texts>> = { nl: textsNl, en: textsEn };

/** The page's words in a language. */
export function textsIn(language: Language): Texts {
  return texts[language];
}
