import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import { domains, table } from './gate.ts';

/** A household: what everybody knows of it, and the age that an attacker is after. */
type Household = Readonly<Record<'type' | 'p' | 'age', string>>;

/** A question that a researcher could ask: the variables that split it, and a filter. */
export type Question = { readonly by: readonly string[]; readonly where: Readonly<Record<string, readonly string[]>> };

/** What is told of one population, number by number; null is withheld. */
export type Told = readonly (number | null)[];

type Random = () => number;

const others = 160;
const variables = ['type', 'p', 'age'] as const;
const levelsOf = (variable: string) => domains.get(variable) ?? [];
const pick = <Item>(items: readonly Item[], random: Random): Item => {
  const found = items[Math.floor(random() * items.length)];
  if (found === undefined) throw new RangeError('nothing to choose from');
  return found;
};

/** A population in which the target alone has its `p`; the attacker knows how the others are drawn, and not who they are. */
export function population(age: string, random: Random): readonly Household[] {
  const crowd = Array.from({ length: others }, () => ({
    type: pick(['rent', 'rent', 'energy', 'water'], random),
    p: `p${Math.floor(random() * 15)}`,
    age: pick(levelsOf('age'), random),
  }));
  return [...crowd, { type: 'water', p: 'p15', age }];
}

/** A question at random. */
export function anyQuestion(random: Random): Question {
  const uses = variables.map((variable) => [variable, pick(['by', 'where', 'where', 'not'], random)] as const);
  const filters = uses.filter(([, use]) => use === 'where');
  return {
    by: uses.filter(([, use]) => use === 'by').map(([variable]) => variable),
    where: Object.fromEntries(
      filters.map(([variable]) => {
        const chosen = levelsOf(variable).filter(() => random() < 0.5);
        return [variable, chosen.length === 0 ? [pick(levelsOf(variable), random)] : chosen];
      }),
    ),
  };
}

/** The answer to a question as the gate gets it. */
export function partOf({ by, where }: Question, households: readonly Household[], name: string): ScopedEvidence {
  const rows: Record<string, number> = {};
  for (const household of households) {
    const known = new Map<string, string>(Object.entries(household));
    if (!Object.entries(where).every(([variable, levels]) => levels.includes(known.get(variable) ?? ''))) continue;
    const key = by.map((variable) => known.get(variable)).join(' ');
    rows[key] = (rows[key] ?? 0) + 1;
  }
  return table(name, by, rows, { where });
}

/** Both ages in turn, with what is told of a population with such a target. */
function trials(count: number, tell: (households: readonly Household[]) => Told, random: Random) {
  return Array.from({ length: count }, (_, trial) => {
    const age = levelsOf('age')[trial % 2] ?? '';
    return { age, told: tell(population(age, random)) };
  });
}

/** How often a naive Bayes classifier that was trained on invented populations names the target's age in others. */
export function accuracy(
  tell: (households: readonly Household[]) => Told,
  { training, testing }: { readonly training: number; readonly testing: number },
  random: Random,
): { readonly successes: number; readonly total: number } {
  const seen = new Map<string, number>();
  const key = (age: string, place: number, value: number | null) => `${age} ${place} ${value}`;
  for (const { age, told } of trials(training, tell, random))
    for (const [place, value] of told.entries())
      seen.set(key(age, place, value), (seen.get(key(age, place, value)) ?? 0) + 1);
  const [one = '', other = ''] = levelsOf('age');
  const times = (age: string, place: number, value: number | null) => 0.5 + (seen.get(key(age, place, value)) ?? 0);
  const guess = (told: Told) =>
    told.reduce<number>((sum, value, at) => sum + Math.log(times(one, at, value) / times(other, at, value)), 0) > 0
      ? one
      : other;
  const tested = trials(testing, tell, random);
  return { successes: tested.filter(({ age, told }) => guess(told) === age).length, total: testing };
}

/** Lets sets of questions evolve: the best third stays, the others are replaced by crossings of these with a question anew. */
export function search(
  score: (questions: readonly Question[]) => number,
  { sets, questions, generations }: Readonly<Record<'sets' | 'questions' | 'generations', number>>,
  random: Random,
): readonly Question[] {
  const some = () => Array.from({ length: questions }, () => anyQuestion(random));
  let alive = Array.from({ length: sets }, some).map((set) => ({ set, score: score(set) }));
  for (let generation = 1; generation < generations; generation += 1) {
    const best = alive.toSorted((a, b) => b.score - a.score).slice(0, Math.ceil(sets / 3));
    const born = Array.from({ length: sets - best.length }, () => {
      const [mother, father] = [pick(best, random).set, pick(best, random).set];
      const crossed = mother.map((question, at) => (random() < 0.5 ? question : (father[at] ?? question)));
      return crossed.with(Math.floor(random() * questions), anyQuestion(random));
    });
    alive = [...best, ...born.map((set) => ({ set, score: score(set) }))];
  }
  return alive.toSorted((a, b) => b.score - a.score)[0]?.set ?? [];
}
