import type { Objectors } from '../dataset/ingest.ts';
import type { ObjectStore } from '../ports.ts';
import type { MunicipalityCode } from '../protocol/identifiers.ts';
import { linkHouseholds } from '../register/objections.ts';
import { objectionsOf } from './late-objections.ts';

/** Citizens who object by number, watched for while a delivery is read, and then linked to the households they stand under. */
export type ObjectorWatch = Objectors & { readonly link: (municipality: MunicipalityCode) => Promise<void> };

/**
 * A delivery with addresses names households by them, so the number of a citizen who objects says nothing by itself
 * (ruling 1): the household is learnt from a row that has both, and stands on the objection from then on.
 */
export function watchObjectors(register: ObjectStore): ObjectorWatch {
  const met = new Map<MunicipalityCode, Map<string, Set<string>>>();
  return {
    citizensOf: async (code) => {
      const objections = await objectionsOf(register, code);
      return new Set(objections.filter(({ by }) => by === 'bsn').flatMap(({ households }) => households));
    },
    found: (code, citizen, household) => {
      const citizens = met.get(code) ?? new Map<string, Set<string>>();
      met.set(code, citizens.set(citizen, (citizens.get(citizen) ?? new Set()).add(household)));
    },
    link: async (code) => {
      const citizens = met.get(code);
      if (citizens !== undefined) await linkHouseholds(register, code, citizens);
    },
  };
}
