import type { Restrictions } from '../dataset/restrictions.ts';
import type { ObjectStore } from '../ports.ts';
import type { Study } from '../protocol/study.ts';
import { readObjections } from '../register/objections.ts';
import type { Participant } from '../register/participants.ts';

/**
 * What this study may not use on this day (`YYYY-MM-DD`): households that object, and creditors of experiments or without
 * a name of their own unless the municipality's agreement names them, or the study's experiment lists creditor and municipality.
 */
export async function restrictionsOf(
  register: ObjectStore,
  taking: readonly Participant[],
  study: Study,
  day: string,
): Promise<Restrictions> {
  const objections = [];
  for (const { municipality } of taking)
    for (const entry of await readObjections(register, municipality.code))
      if (entry.purpose === 'object')
        objections.push({
          municipality: municipality.code,
          households: entry.households,
          signal: entry.signal,
          case: entry.case,
        });
  const { experiment } = study;
  const isRunning = experiment !== undefined && experiment.from <= day && day <= experiment.validUntil;
  const permitted = taking.flatMap(({ municipality: { code }, agreement }) => {
    const listed = isRunning && experiment.municipalities.includes(code) ? experiment.creditors : [];
    return [...new Set([...(agreement.creditorTypes ?? []), ...listed])].map((partnerType) => ({
      municipality: code,
      partnerType,
    }));
  });
  return { objections, permitted };
}

/** How many objections are left out of each municipality. */
export function objectionsBy({ objections }: Restrictions): ReadonlyMap<string, number> {
  const groups = Map.groupBy(objections, ({ municipality }) => municipality);
  return new Map([...groups].map(([municipality, members]) => [municipality, members.length]));
}
