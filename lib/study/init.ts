import { Failure } from '../failure.ts';
import { ResearcherId, StudyId } from '../protocol/identifiers.ts';
import { experimentConditions, experimentCreditors } from '../protocol/study.ts';
import { wordsToReplace } from './experiment-lint.ts';

/** Answers from which a study file is written. */
export type StudyAnswers = {
  readonly study: string;
  readonly title: string;
  readonly researcher: string;
  readonly name: string;
  readonly purpose: string;
};

/** Checks the answers and throws, naming the one that cannot be. */
export function checkAnswers(answers: StudyAnswers): void {
  const wrong = (what: string, remedy: string) =>
    new Failure('wrong-use', 'bad-answer', `${what} cannot be used`, remedy);
  const slug = 'use lower-case letters, digits and single hyphens';
  if (!StudyId.safeParse(answers.study).success) throw wrong('the id of the study', slug);
  if (!ResearcherId.safeParse(answers.researcher).success) throw wrong('the id of the researcher', slug);
  if (!/^[a-z0-9-]{1,64}$/.test(answers.purpose)) throw wrong('the purpose', slug);
  for (const [what, text, longest] of [
    ['the title', answers.title, 200],
    ['the name of the researcher', answers.name, 120],
  ] as const)
    if (text.trim() === '' || text.length > longest || /\p{Cc}/u.test(text))
      throw wrong(what, `write one line of at most ${longest} characters`);
}

/** A commented study file (YAML) that passes `study lint`, to be changed by the researcher. */
export function studyTemplate(answers: StudyAnswers): string {
  checkAnswers(answers);
  return `${head(answers)}${experiment}${analyses}`;
}

const head = (
  answers: StudyAnswers,
): string => `# What you ask the providers. Comments are for you; what counts is the content.
# Check it:       vroegzicht study lint study.yaml
# See what leaves: vroegzicht study plan study.yaml
# Try it:         vroegzicht data synth --preset klein --out data
#                 vroegzicht study dry-run study.yaml --export data/FILE --out results
schema: vroegzicht-study/1
study: ${answers.study}
# Raise the version for every change after you have submitted it: a provider approves exactly one version.
version: 1
title: ${JSON.stringify(answers.title)}
# Not meant for: decisions about a person, predicting one person's risk, finding fraud, ranking municipalities.
summary: "${wordsToReplace.summary}"
researchers:
  - id: ${answers.researcher}
    name: ${JSON.stringify(answers.name)}
# The purpose must stand in the agreement of every municipality that takes part.
purpose: ${answers.purpose}
# Fewer municipalities than this at a provider: no answer from that provider. Fewer than 8 makes intervals too narrow.
minimumMunicipalities: 8
# Edges in days of every time axis, finest first. A provider uses the finest that is safe.
ladderDays:
  - [28, 45, 75, 105]
  - [45, 105]
  - [105]
# What your conclusions rest on; everything else is exploratory.
primary: [reach]
# What each municipality sees about itself on its own page. The page and the mail are Dutch: so is this title, and a question for
# whatever the page has no words of its own for (study lint says which).
report:
  title: "Hoe vaak bereikt uw gemeente iemand?"
  indicators: [reach]
  # questions:
  #   forwarded: "Hoeveel signalen worden doorgezet?"
`;

/** Left out unless the lines are uncommented: without it a provider refuses the creditors of an experiment. */
const experiment = `# For a legal experiment with new signals only: take the first # of these lines away and name a dated document for each condition.
#experiment:
#  regulation: "${wordsToReplace.regulation}"
#  # of ${experimentCreditors.join(', ')}
#  creditors: [mortgage]
#  municipalities: ["0518"]
#  from: 2026-01-01
#  # five years after \`from\` at most; from then on these creditors are left out
#  validUntil: 2026-12-31
#  evaluationOn: 2026-10-01
#  # variables of the codebook that tell the groups of the experiment apart
#  groups: [partner-type]
#  conditions:
${experimentConditions.map((condition) => `#    - { condition: ${condition}, document: "${wordsToReplace.document}", dated: 2026-01-01 }`).join('\n')}
`;

const analyses = `# Units, variables and codes: vroegzicht codebook
analyses:
  - id: signals-by-partner-type
    question: Which creditors send signals?
    analysis: table
    unit: signals
    by: [partner-type]
    measures: [{ measure: count }]
  - id: reach
    question: In which share of cases with a contact attempt was someone reached?
    analysis: table
    unit: cases
    measures: [{ measure: proportion, variable: reached, success: ["yes"] }]
  - id: return-after-signal
    question: How soon after a signal does the household get another one?
    analysis: survival
    unit: signal-spells
    horizonsDays: [45, 105]
`;
