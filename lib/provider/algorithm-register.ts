import * as z from 'zod';
import type { Municipality } from '../protocol/register.ts';
import type { Study } from '../protocol/study.ts';

const long = (maximum: number) => z.string().max(maximum);

/** An entry of the Algoritmeregister, publication standard 1.0 (MinBZK, v1_0.json): lengths as published. */
export const AlgorithmEntry = z.strictObject({
  name: long(100).min(1),
  description_short: long(350).min(1),
  organization: long(100).min(1),
  category: z.array(z.string()),
  status: z.enum(['In ontwikkeling', 'In gebruik', 'Buiten gebruik']),
  begin_date: z.string().regex(/^\d{4}-\d{2}$/),
  end_date: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
  contact_email: long(500).min(3),
  publication_category: z.enum(['Hoog-risico AI-systeem', 'Impactvolle algoritmes', 'Overige algoritmes']),
  goal: long(2500),
  proportionality: long(2500),
  human_intervention: long(2500),
  risks: long(2500),
  lawful_basis: long(2500),
  source_data: long(2500),
  methods_and_models: long(5000),
  provider: long(200),
  lang: z.literal('nld'),
  standard_version: z.literal('1.0'),
  source_id: long(100),
  tags: long(2500),
});
export type AlgorithmEntry = z.infer<typeof AlgorithmEntry>;

/** What the texts are about: the municipality, its provider, and the study that is approved. */
export type RegisterSubject = {
  readonly municipality: Municipality;
  readonly provider: string;
  readonly contact: string;
  readonly study: Study;
  readonly from: string;
};

/** `Gemeente X`, also where the register has it as `Gemeente X`. */
export const municipalityInWords = ({ name }: Municipality): string => `Gemeente ${name.replace(/^gemeente /i, '')}`;

/** Whole words up to a length. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const space = text.lastIndexOf(' ', length - 1);
  return `${text.slice(0, space <= 0 ? length - 1 : space)}…`;
}

/** Which regulation lets an experiment use its signals, and until when. */
const experimentInWords = ({ experiment }: Study): string =>
  experiment === undefined
    ? ''
    : ` Experiment volgens ${experiment.regulation}, geldig tot en met ${experiment.validUntil}.`;

/** One entry a municipality; throws when a text is longer than the standard allows, naming the field. */
export function algorithmEntry({ municipality, provider, contact, study, from }: RegisterSubject): AlgorithmEntry {
  const count = study.analyses.length;
  return AlgorithmEntry.parse({
    name: shortened(`Onderzoek naar vroegsignalering van schulden: ${study.title}`, 100),
    description_short:
      'Onderzoekers bekijken hoe vroegsignalering van schulden werkt. Zij zien alleen afgeronde aantallen over minstens drie gemeenten samen. Niemand ziet gegevens van personen. Er volgt geen besluit over een inwoner.',
    organization: shortened(municipalityInWords(municipality), 100),
    category: ['Sociale zekerheid'],
    status: municipality.status === 'active' ? 'In gebruik' : 'Buiten gebruik',
    begin_date: from.slice(0, 7),
    contact_email: contact,
    publication_category: 'Overige algoritmes',
    goal: `Het onderzoek beantwoordt ${count} vragen over vroegsignalering, zoals: hoeveel inwoners worden bereikt, en komt er daarna een nieuw signaal? De gemeente gebruikt de uitkomst om haar werkwijze te verbeteren. De uitkomst wordt niet gebruikt om over een persoon te besluiten, om bij een persoon schulden te voorspellen of om fraude op te sporen.`,
    proportionality:
      'De gegevens blijven bij de leverancier. Alleen aantallen over groepen gaan naar de onderzoekers. Groepen van minder dan tien huishoudens worden niet getoond. Het doel kan met minder gegevens niet worden bereikt.',
    human_intervention:
      'Een medewerker van de leverancier keurt elk onderzoek goed voordat het start. Een medewerker kan uitkomsten eerst bekijken. Er is geen automatisch besluit over een persoon.',
    risks:
      'Het grootste risico is dat iemand uit aantallen een persoon herkent. Daarom worden aantallen afgerond en kleine groepen weggelaten. Elke uitkomst wordt vastgelegd in een logboek dat niemand kan veranderen.',
    lawful_basis: `Artikel 3, eerste lid, onder b, van de Wet gemeentelijke schuldhulpverlening voor de signalen. Het onderzoek is statistisch onderzoek volgens artikel 89 van de AVG.${experimentInWords(study)}`,
    source_data:
      'Signalen van betalingsachterstanden, meldingen, contactpogingen en resultaten. Namen, adressen en burgerservicenummers worden bij het inlezen verwijderd of vervangen door een code.',
    methods_and_models: `Tellingen, aandelen, gemiddelden en modellen voor de tijd tot een nieuw signaal. Het systeem leert niet zelf. Onderzoek ${study.study}, versie ${study.version}.`,
    provider,
    lang: 'nld',
    standard_version: '1.0',
    source_id: `${study.study}-${study.version}-${municipality.code}`.slice(0, 100),
    tags: 'vroegsignalering, schulden, schuldhulpverlening, onderzoek',
  });
}
