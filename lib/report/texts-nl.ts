import type { Texts } from './texts.ts';

/** Dutch words of the page, at level B1. */
export const textsNl: Texts = {
  skip: 'Direct naar de inhoud',
  product: 'Vroegzicht',
  pageTitle: (name) => `Resultaten vroegsignalering – ${name}`,
  forMunicipality: (name) => `Gemeente ${name}`,
  synthetic: 'Let op: dit zijn verzonnen gegevens. Deze cijfers gaan niet over echte inwoners of een echte gemeente.',
  period: (from, until) => `Gegevens van ${from} tot en met ${until}`,
  periodUnknown: 'Periode van de gegevens: niet bekend',
  otherLanguage: 'In English',
  summary: 'In het kort',
  footer:
    'Vroegzicht: onderzoek naar vroegsignalering, zonder dat iemand gegevens van inwoners ziet. Deze pagina volgt u niet en bewaart niets op uw computer, behalve een cookie om de pagina te openen.',
  contents: 'Op deze pagina',
  keyFigures: 'Belangrijkste cijfers',
  noFinding: 'Wij kunnen nog geen cijfer over terugkeer of bereik tonen.',
  notAsked: 'Dit onderzoek vroeg niet naar terugkeer of bereik.',
  otherFigures: 'U ziet hieronder de cijfers die het onderzoek wel vroeg.',
  noFigures: 'Voor deze pagina zijn geen cijfers berekend. U ziet hieronder wel hoe het onderzoek is gedaan.',
  rowFor: { return: 'Nieuw signaal', reach: 'Iemand bereikt', 'help-accepted': 'Hulp geaccepteerd' },
  findings: {
    return: {
      higher: (of, units, days) =>
        `Bij ${of} van de 100 ${units} komt er binnen ${days} dagen een nieuw signaal. Dat is vaker dan bij vergelijkbare gemeenten.`,
      lower: (of, units, days) =>
        `Bij ${of} van de 100 ${units} komt er binnen ${days} dagen een nieuw signaal. Dat is minder vaak dan bij vergelijkbare gemeenten.`,
      comparable: (of, units, days) =>
        `Bij ${of} van de 100 ${units} komt er binnen ${days} dagen een nieuw signaal. Dat is vergelijkbaar met andere gemeenten.`,
      'cannot-say': (of, units, days) =>
        `Bij ${of} van de 100 ${units} komt er binnen ${days} dagen een nieuw signaal.`,
    },
    reach: {
      higher: (of, units) =>
        `Uw gemeente bereikt bij ${of} van de 100 ${units} iemand. Dat is vaker dan bij vergelijkbare gemeenten.`,
      lower: (of, units) =>
        `Uw gemeente bereikt bij ${of} van de 100 ${units} iemand. Dat is minder vaak dan bij vergelijkbare gemeenten.`,
      comparable: (of, units) =>
        `Uw gemeente bereikt bij ${of} van de 100 ${units} iemand. Dat is vergelijkbaar met andere gemeenten.`,
      'cannot-say': (of, units) => `Uw gemeente bereikt bij ${of} van de 100 ${units} iemand.`,
    },
  },
  units: {
    signals: 'signalen',
    cases: 'meldingen',
    attempts: 'contactpogingen',
    households: 'huishoudens',
    'case-spells': 'afgesloten meldingen',
    'signal-spells': 'signalen',
    'new-households': 'nieuwe huishoudens',
    'landmark-28': 'nieuwe huishoudens zonder nieuw signaal in 28 dagen',
    'landmark-45': 'nieuwe huishoudens zonder nieuw signaal in 45 dagen',
    'contact-states': 'dagen van nieuwe huishoudens',
  },
  reachedCases: 'bereikte meldingen',
  returnAfterSignal:
    'Een signaal ‘keert terug’ als er over hetzelfde huishouden een nieuw signaal komt. Een lager getal betekent: minder vaak een nieuw signaal.',
  onlyWhere: (words) => `Alleen: ${words}.`,
  verdictReason: {
    higher: 'verschil groter dan toeval',
    lower: 'verschil groter dan toeval',
    comparable: 'geen verschil aangetoond',
    'cannot-say': 'geen groep om mee te vergelijken',
  },
  firstQuestion: 'Een vraag om mee te beginnen',
  moreQuestions: 'Meer vragen',
  verdictSentence: {
    higher: 'Dit is hoger dan bij vergelijkbare gemeenten. Het verschil is groter dan toeval.',
    lower: 'Dit is lager dan bij vergelijkbare gemeenten. Het verschil is groter dan toeval.',
    comparable: 'Dit is vergelijkbaar met andere gemeenten. Wij kunnen geen verschil aantonen.',
    'cannot-say': 'Of dit afwijkt van andere gemeenten, is niet te zeggen.',
  },
  noPeers:
    'U ziet alleen uw eigen cijfers. Er zijn minder dan tien vergelijkbare gemeenten. Met een kleinere groep zou een andere gemeente te herkennen zijn.',
  peersExplained: (number) =>
    `Wij vergelijken u met een groep van ${number} andere gemeenten. Uw gemeente telt daarin niet mee. Wij noemen geen namen. De ‘middelste helft’ is een schatting: de helft van zulke gemeenten ligt daartussen.`,
  perHundred: 'van de 100',
  chanceShort: (low, high) => `${low} tot ${high}`,
  peersShort: (median, low, high) => `${median} (de middelste helft: ${low} tot ${high})`,
  peersCell: (median, low, high) => `${median} (${low} tot ${high})`,
  peersHead: 'Vergelijkbare gemeenten (middelste helft)',
  peersHeadShort: 'Vergelijkbaar',
  byThreshold: (title) => `${title}, onder en boven uw drempelbedrag`,
  thresholds: (amounts) => `Uw drempelbedrag: ${amounts}.`,
  thresholdFrom: (euro, day) => `${euro} euro vanaf ${day}`,
  noThreshold:
    'Wij kennen uw drempelbedrag niet. Wilt u deze cijfers zien? Geef het bedrag dan door aan uw leverancier.',
  days: (days) => `binnen ${days} dagen`,
  own: 'Uw gemeente',
  ownInterval: 'Uw gemeente, met de marge door toeval',
  peers: 'Vergelijkbare gemeenten',
  peerBand: 'Middelste helft van vergelijkbare gemeenten',
  peerMedian: 'Midden van die groep',
  verdict: 'Vergelijking',
  group: 'Groep',
  figure: 'Per 100',
  amount: 'Aantal',
  basis: 'Gaat over',
  term: 'Termijn',
  margin: 'Marge door toeval',
  wholeMunicipality: 'Uw hele gemeente',
  axisDays: 'Hoeveel van de 100 (hoogte), na hoeveel dagen (van links naar rechts).',
  axisQuarters: 'Hoeveel van de 100 (hoogte), per kwartaal (van links naar rechts).',
  axisBars: (units, days) => `Hoeveel van de 100 ${units}${days === null ? '' : `, binnen ${days} dagen`}.`,
  bySplit: (title, variable) => `${title}, naar ${variable}`,
  quartersTitle: 'Ontwikkeling per kwartaal',
  intros: {
    return:
      'Een huishouden ‘keert terug’ als er na het afsluiten van een melding een nieuw signaal komt. Een lager getal betekent: minder huishoudens met een nieuw signaal.',
    reach:
      'Een huishouden is ‘bereikt’ als iemand van uw gemeente persoonlijk contact had. Alleen een brief sturen is geen contact.',
    'help-accepted': 'Dit zijn de meldingen waarbij een inwoner ja zei tegen hulp.',
    'contact-speed':
      'De wet vraagt een eerste gesprek binnen vier weken. Bij een bedreigende situatie is dat binnen drie werkdagen. Veel gemeenten willen al binnen 14 dagen contact.',
    'threshold-amount':
      'Veel gemeenten pakken kleine achterstanden niet op. Hier ziet u wat er gebeurt onder en boven uw eigen drempel.',
    'multiple-signals': 'Sommige huishoudens hebben meer dan één achterstand. Zij krijgen dan meer signalen.',
    volume: 'Alle aantallen zijn afgerond op vijftallen.',
    other: 'Deze cijfers vroeg het onderzoek ook.',
  },
  warnings: {
    'help-accepted':
      'Let op: gemeenten schrijven ‘hulp geaccepteerd’ verschillend op. De ene gemeente telt een gesprek met advies mee, de andere niet. Een verschil kan dus ook een verschil in opschrijven zijn.',
  },
  adjusted:
    'Bij terugkeer per contactvorm begint de termijn als de melding is afgesloten. Wij hielden rekening met de hoogte van de achterstand. De huishoudens verschillen ook op andere punten. De cijfers laten dus een samenhang zien. Zij bewijzen niet welke contactvorm helpt.',
  tooFewToAdjust:
    'Wij tonen terugkeer niet per contactvorm. Huishoudens die u belt, zijn anders dan huishoudens die u een brief stuurt. Daar moeten wij rekening mee houden. In uw gemeente zijn daarvoor te weinig huishoudens.',
  confounded:
    'Wij tonen terugkeer niet per contactvorm. Huishoudens die u belt, zijn anders dan huishoudens die u een brief stuurt. Een verschil zegt dan niet welke contactvorm helpt.',
  questionsTitle: 'Vragen om samen te bespreken',
  questions: {
    return: 'Welke huishoudens krijgen opnieuw een signaal? Gaat het om dezelfde achterstand of om een nieuwe?',
    reach: 'Hoeveel pogingen doet u, op welke dagdelen en met welke contactvormen?',
    'help-accepted': 'Hoe schrijft uw team ‘hulp geaccepteerd’ op? Doet iedereen dat op dezelfde manier?',
    general: 'Herkent uw team deze cijfers? Wat valt op, en wat zou u willen nazoeken in uw eigen systeem?',
  },
  purposeTitle: 'Waar deze cijfers niet voor zijn',
  purposeLimits: [
    'Deze cijfers zeggen niets over één inwoner of één huishouden.',
    'Gebruik ze niet om inwoners te controleren of om over een inwoner te beslissen.',
    'Gebruik ze niet om fraude op te sporen of om te voorspellen wie schulden krijgt.',
    'Het is geen ranglijst. Hoger is niet altijd beter.',
    'De cijfers laten samenhang zien. Zij bewijzen niet waardoor iets komt.',
  ],
  deliveryTitle: 'Uw gegevens',
  deliveryIntro: (format, day) => `Wij gebruikten een ${format}. De export is van ${day}.`,
  deliveryColumns: { table: 'Tabel', rows: 'Regels', first: 'Eerste maand', last: 'Laatste maand' },
  notesTitle: 'Wat er aan de gegevens ontbrak',
  noteColumns: { what: 'Wat', where: 'Waar en hoe vaak' },
  notesNone: 'Wij vonden geen regels die wij niet konden gebruiken.',
  unavailable: (fields) => `Deze gegevens staan niet in uw levering: ${fields}.`,
  windowNote:
    'Signalen blijven ongeveer zes maanden in het systeem, meldingen langer. Daarom kijken wij alleen naar de periode hierboven.',
  wordsTitle: 'Uitleg van woorden',
  glossary: [
    [
      'Signaal',
      'Bericht van een verhuurder, energiebedrijf, waterbedrijf of zorgverzekeraar over een betalingsachterstand.',
    ],
    ['Melding', 'Alle signalen over één huishouden die uw gemeente samen oppakt.'],
    ['Terugkeer', 'Een nieuw signaal over een huishouden nadat de melding is afgesloten.'],
    ['Vergelijkbaar', 'Er is geen verschil dat groter is dan toeval.'],
    ['Niet te zeggen', 'Er zijn te weinig gevallen, of er is geen groep om mee te vergelijken.'],
  ],
  aboutTitle: 'Over dit onderzoek',
  about: {
    study: 'Onderzoek',
    by: 'Uitgevoerd door',
    provider: 'Berekend bij',
    agreement: 'Op grond van uw overeenkomst',
    purpose: 'Doel in de overeenkomst',
    acceptedOn: 'Opdracht aangenomen op',
    participants: 'Gemeenten die meededen',
    policy: 'Regels voor geheimhouding',
    task: 'Kenmerk',
  },
  whatRanTitle: 'Wat er met uw gegevens gebeurde',
  whatRan: [
    'De berekening liep bij uw leverancier. Uw gegevens zijn daar gebleven.',
    'Namen, adressen en burgerservicenummers kwamen niet in de berekening.',
    'De onderzoekers kregen alleen totalen van ten minste drie gemeenten samen. Zij kregen geen getal over uw gemeente alleen.',
    'Alleen uw gemeente krijgt deze pagina.',
  ],
  askedTitle: 'Deze cijfers zijn berekend',
  withdraw: (contact) =>
    `Wilt u niet meer meedoen of klopt er iets niet? Neem contact op met ${contact}. Na intrekken gebruiken wij uw gegevens niet meer voor nieuw onderzoek.`,
  method:
    'Alle aantallen zijn afgerond op vijftallen. Getallen per 100 volgen uit die afgeronde aantallen. Gemeenten verschillen altijd een beetje van elkaar. Daar houden wij rekening mee. Wij noemen een verschil pas ‘hoger’ of ‘lager’ als toeval zeer onwaarschijnlijk is (99 procent zeker).',
  downloadTitle: 'Downloaden of afdrukken',
  downloadCsv: 'Download de cijfers voor Excel (CSV)',
  downloadJson: 'Download de cijfers voor software (JSON)',
  downloadPrint: 'Een PDF maakt u met ‘Afdrukken’ in uw browser.',
  closeSession: 'Pagina afsluiten',
  sessionUntil: (time) => `U kunt deze pagina bekijken tot ${time} uur. Daarna vraagt u een nieuwe code aan.`,
};
