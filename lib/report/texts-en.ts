import type { Texts } from './texts.ts';

/** English words of the page. */
export const textsEn: Texts = {
  skip: 'Skip to the content',
  product: 'Vroegzicht',
  pageTitle: (name) => `Early debt signals: results for ${name}`,
  forMunicipality: (name) => `Municipality of ${name}`,
  synthetic: 'Please note: these data are made up. The figures are not about real residents or a real municipality.',
  period: (from, until) => `Data from ${from} to ${until}`,
  periodUnknown: 'Period of the data: not known',
  otherLanguage: 'In het Nederlands',
  summary: 'In short',
  footer:
    'Vroegzicht: research into early debt signals without anyone seeing residents’ data. This page does not track you and keeps nothing on your computer but a cookie to open the page.',
  contents: 'On this page',
  keyFigures: 'Main figures',
  noFinding: 'We cannot show a figure on return or reach yet.',
  notAsked: 'This study did not ask about return or reach.',
  otherFigures: 'Below you see the figures that the study did ask for.',
  noFigures: 'No figures were computed for this page. Below you see how the study was done.',
  rowFor: { return: 'New signal', reach: 'Someone reached', 'help-accepted': 'Help accepted' },
  findings: {
    return: {
      higher: (of, units, days) =>
        `After ${of} out of 100 ${units} a new signal comes within ${days} days. That is more often than in comparable municipalities.`,
      lower: (of, units, days) =>
        `After ${of} out of 100 ${units} a new signal comes within ${days} days. That is less often than in comparable municipalities.`,
      comparable: (of, units, days) =>
        `After ${of} out of 100 ${units} a new signal comes within ${days} days. That is comparable with other municipalities.`,
      'cannot-say': (of, units, days) => `After ${of} out of 100 ${units} a new signal comes within ${days} days.`,
    },
    reach: {
      higher: (of, units) =>
        `Your municipality reaches someone in ${of} out of 100 ${units}. That is more often than in comparable municipalities.`,
      lower: (of, units) =>
        `Your municipality reaches someone in ${of} out of 100 ${units}. That is less often than in comparable municipalities.`,
      comparable: (of, units) =>
        `Your municipality reaches someone in ${of} out of 100 ${units}. That is comparable with other municipalities.`,
      'cannot-say': (of, units) => `Your municipality reaches someone in ${of} out of 100 ${units}.`,
    },
  },
  units: {
    signals: 'signals',
    cases: 'cases',
    attempts: 'contact attempts',
    households: 'households',
    'case-spells': 'closed cases',
    'signal-spells': 'signals',
    'new-households': 'new households',
    'landmark-28': 'new households without a new signal in 28 days',
    'landmark-45': 'new households without a new signal in 45 days',
    'contact-states': 'days of new households',
  },
  reachedCases: 'reached cases',
  returnAfterSignal:
    'A signal ‘returns’ when a new signal about the same household comes in. A lower figure means: a new signal less often.',
  onlyWhere: (words) => `Only: ${words}.`,
  verdictReason: {
    higher: 'difference larger than chance',
    lower: 'difference larger than chance',
    comparable: 'no difference shown',
    'cannot-say': 'no group to compare with',
  },
  firstQuestion: 'A question to start with',
  moreQuestions: 'More questions',
  verdictSentence: {
    higher: 'This is higher than in comparable municipalities. The difference is larger than chance.',
    lower: 'This is lower than in comparable municipalities. The difference is larger than chance.',
    comparable: 'This is comparable with other municipalities. We cannot show a difference.',
    'cannot-say': 'Whether this differs from other municipalities, we cannot say.',
  },
  noPeers:
    'You see your own figures only. There are fewer than ten comparable municipalities. In a smaller group another municipality could be recognised.',
  peersExplained: (number) =>
    `We compare you with a group of ${number} other municipalities. Your own is not counted in it. We name no names. The ‘middle half’ is an estimate: half of such municipalities lie in it.`,
  perHundred: 'out of 100',
  chanceShort: (low, high) => `${low} to ${high}`,
  peersShort: (median, low, high) => `${median} (the middle half: ${low} to ${high})`,
  peersCell: (median, low, high) => `${median} (${low} to ${high})`,
  peersHead: 'Comparable municipalities (middle half)',
  peersHeadShort: 'Comparable',
  byThreshold: (title) => `${title}, below and above your threshold amount`,
  thresholds: (amounts) => `Your threshold amount: ${amounts}.`,
  thresholdFrom: (euro, day) => `${euro} euro from ${day}`,
  noThreshold:
    'We do not know your threshold amount. Would you like to see these figures? Then tell your provider the amount.',
  days: (days) => `within ${days} days`,
  own: 'Your municipality',
  ownInterval: 'Your municipality, with the margin of chance',
  peers: 'Comparable municipalities',
  peerBand: 'Middle half of comparable municipalities',
  peerMedian: 'Middle of that group',
  verdict: 'Comparison',
  group: 'Group',
  figure: 'Per 100',
  amount: 'Number',
  basis: 'Out of',
  term: 'Term',
  margin: 'Margin of chance',
  wholeMunicipality: 'Your whole municipality',
  axisDays: 'How many out of 100 (height), after how many days (from left to right).',
  axisQuarters: 'How many out of 100 (height), by quarter (from left to right).',
  axisBars: (units, days) => `How many out of 100 ${units}${days === null ? '' : `, within ${days} days`}.`,
  bySplit: (title, variable) => `${title}, by ${variable}`,
  quartersTitle: 'Development by quarter',
  intros: {
    return:
      'A household ‘returns’ when a new signal comes in after its case was closed. A lower figure means: fewer households with a new signal.',
    reach:
      'A household is ‘reached’ when someone of your municipality had personal contact. Sending a letter is not contact.',
    'help-accepted': 'These are the cases in which a resident said yes to help.',
    'contact-speed':
      'The law asks for a first talk within four weeks; within three working days in a threatening situation. Many municipalities want contact within 14 days.',
    'threshold-amount':
      'Many municipalities do not take up small arrears. Here you see what happens below and above your own threshold.',
    'multiple-signals': 'Some households have more than one kind of arrears. They get several signals.',
    volume: 'All counts are rounded to fives.',
    other: 'The study asked for these figures as well.',
  },
  warnings: {
    'help-accepted':
      'Please note: municipalities record ‘help accepted’ in different ways. One counts a talk with advice, another does not. A difference may therefore be a difference in recording.',
  },
  adjusted:
    'For return by way of contact the term starts when the case is closed. It is adjusted for the height of the arrears. The households differ in other ways too. So the figures show an association. They do not prove which way of contact helps.',
  tooFewToAdjust:
    'We do not show return by way of contact. Households that you call differ from households that you write to. We have to take that into account. Your municipality has too few households for that.',
  confounded:
    'We do not show return by way of contact. Households that you call differ from households that you write to. A difference would not tell which way of contact helps.',
  questionsTitle: 'Questions to discuss',
  questions: {
    return: 'Which households get another signal? Is it about the same arrears or about new ones?',
    reach: 'How many attempts do you make, at which times of day and in which ways?',
    'help-accepted': 'How does your team record ‘help accepted’? Does everyone do so in the same way?',
    general: 'Does your team recognise these figures? What stands out, and what would you look up in your own system?',
  },
  purposeTitle: 'What these figures are not for',
  purposeLimits: [
    'These figures say nothing about one resident or one household.',
    'Do not use them to check on residents or to decide about a resident.',
    'Do not use them to detect fraud or to predict who will get debts.',
    'This is not a ranking. Higher is not always better.',
    'The figures show association. They do not prove what causes what.',
  ],
  deliveryTitle: 'Your data',
  deliveryIntro: (format, day) => `Source: ${format}. It was exported on ${day}.`,
  deliveryColumns: { table: 'Table', rows: 'Rows', first: 'First month', last: 'Last month' },
  notesTitle: 'What was missing in the data',
  noteColumns: { what: 'What', where: 'Where and how often' },
  notesNone: 'We found no rows that we could not use.',
  unavailable: (fields) => `Your delivery does not hold these data: ${fields}.`,
  windowNote:
    'Signals stay in the system for about six months, cases longer. That is why we look at the period above only.',
  wordsTitle: 'Words explained',
  glossary: [
    ['Signal', 'Message from a landlord, energy supplier, water company or health insurer about arrears.'],
    ['Case', 'All signals about one household that your municipality takes up together.'],
    ['Return', 'A new signal about a household after its case was closed.'],
    ['Comparable', 'There is no difference larger than chance.'],
    ['Cannot say', 'There are too few cases, or there is no group to compare with.'],
  ],
  aboutTitle: 'About this study',
  about: {
    study: 'Study',
    by: 'Carried out by',
    provider: 'Computed at',
    agreement: 'Under your agreement',
    purpose: 'Purpose in the agreement',
    acceptedOn: 'Accepted on',
    participants: 'Municipalities that took part',
    policy: 'Rules of confidentiality',
    task: 'Reference',
  },
  whatRanTitle: 'What happened with your data',
  whatRan: [
    'The computation ran at your software provider. Your data stayed there.',
    'Names, addresses and citizen service numbers did not enter the computation.',
    'The researchers received only totals of at least three municipalities together. They received no figure about your municipality alone.',
    'Only your municipality gets this page.',
  ],
  askedTitle: 'These figures were computed',
  withdraw: (contact) =>
    `Do you want to stop, or is something wrong? Contact ${contact}. After you withdraw, your data are not used for new research.`,
  method:
    'All counts are rounded to fives. Figures per 100 follow from the rounded counts. Municipalities always differ a little. We take that into account. We call a difference ‘higher’ or ‘lower’ only when chance is very unlikely (99 percent certain).',
  downloadTitle: 'Download or print',
  downloadCsv: 'Download the figures for Excel (CSV)',
  downloadJson: 'Download the figures for software (JSON)',
  downloadPrint: 'You can make a PDF with ‘Print’ in your browser.',
  closeSession: 'Close this page',
  sessionUntil: (time) => `You can view this page until ${time}. After that you ask for a new code.`,
};
