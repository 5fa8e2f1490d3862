import type { ResultRow } from '../../lib/dataset/plan.ts';
import { type Policy, policy as research } from '../../lib/disclosure/policy.ts';
import { RoundsModel } from '../../lib/protocol/model.ts';
import { designOf } from '../../lib/rounds/design.ts';
import { Evidence, poolSums, type Sums } from '../../lib/rounds/evidence.ts';
import { ownRound, type RoundQuestion } from '../../lib/rounds/own-round.ts';
import { type PathStep, pathOf } from '../../lib/rounds/path.ts';
import { roundData } from '../../lib/rounds/round-data.ts';
import { seededRandom } from '../support/extracts.ts';

export const ladder = [[28, 45, 75, 105], [45, 105], [105]];
export const context = { months: [] };

const partners = ['rent', 'energy', 'water', 'health-insurance'];

/** Rows as `roundQuery` gives them: two rows of some households, a hazard that rises with arrears and differs by creditor. */
export function rowsOf(municipality: string, households: number, seed: number): readonly ResultRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: households }, (_, index) => index).flatMap((index) => {
    const arrears = Math.exp(4 + 2.5 * random());
    const frailty = 0.5 + random();
    return Array.from({ length: random() < 0.3 ? 2 : 1 }, (): ResultRow => {
      const partner = partners[Math.floor(random() * partners.length)] ?? 'rent';
      const hazard = 0.004 * frailty * (arrears / 300) ** 0.4 * (partner === 'rent' ? 1.5 : 1);
      const time = Math.ceil(-Math.log(1 - random()) / hazard);
      const censored = 20 + Math.floor(160 * random());
      return {
        municipality_code: municipality,
        household: `h${index}`,
        time_days: Math.min(time, censored),
        y: time <= censored ? 1 : 0,
        x0: arrears,
        x1: partner,
      };
    });
  });
}

const common = {
  id: 'model',
  unit: 'signal-spells',
  terms: [
    { variable: 'arrears-euro', transform: 'log1p' },
    { variable: 'partner-type', levels: partners },
  ],
};

/** The models of these tests. */
export const models = {
  efron: RoundsModel.parse({ ...common, model: 'cox-rounds' }),
  breslow: RoundsModel.parse({ ...common, model: 'cox-rounds', ties: 'breslow' }),
  logistic: RoundsModel.parse({
    ...common,
    model: 'glm-rounds',
    family: 'logistic',
    outcome: 'forwarded',
    success: ['yes'],
  }),
  poisson: RoundsModel.parse({
    ...common,
    model: 'glm-rounds',
    family: 'poisson',
    outcome: 'forwarded',
    success: ['yes'],
  }),
} as const;

const source = { dataFrom: '2026-01-01', dataUntil: '2026-06-30', synthetic: true };

/** One provider's question about some municipalities' rows. */
export function questionOf(
  model: RoundsModel,
  sites: readonly (readonly ResultRow[])[],
  policy: Policy = research,
): RoundQuestion {
  const design = designOf(model, context);
  return {
    model,
    design,
    ladder,
    data: roundData(sites.flat(), design),
    source: { ...source, municipalities: sites.length },
    policy,
  };
}

/** What travels: through canonical JSON and the schema, as between providers. */
function travelled(sums: Sums): Sums {
  const evidence = {
    schema: 'vroegzicht-evidence/1',
    chain: 'a'.repeat(64),
    head: 'b'.repeat(64),
    round: 0,
    provider: 'p',
    sums,
  };
  return Evidence.parse(JSON.parse(JSON.stringify({ ...evidence, provider: 'provider-a' }))).sums;
}

/** Runs all rounds over providers in memory; gives the end, how many rounds answered, and every transcript entry. */
export function runRounds(questions: readonly RoundQuestion[]) {
  const [first] = questions;
  if (first === undefined) throw new Error('no provider');
  const transcript: Sums[] = [];
  for (;;) {
    const step: PathStep = pathOf(first.model, first.design, transcript);
    if (step.status === 'finished') return { end: step.end, answered: transcript.length, transcript };
    const answers = questions.map((question) => ownRound(question, transcript, step));
    const parts = answers.map(({ sums, findings }) => {
      if (sums === null) throw new Error(`withheld: ${JSON.stringify(findings)}`);
      return travelled(sums);
    });
    const pooled = poolSums(parts);
    if (pooled === undefined) throw new Error('parts of different shapes');
    transcript.push(pooled);
  }
}
