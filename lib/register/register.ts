import type { ObjectStore } from '../ports.ts';
import { Municipality, RegisteredProvider, RegisteredResearcher } from '../protocol/register.ts';
import { Study } from '../protocol/study.ts';
import { type Collection, openCollection } from './collection.ts';

/** Who takes part and what was handed in, typed; keys are made by `registerKeys`. */
export type Register = {
  readonly municipalities: Collection<Municipality>;
  readonly researchers: Collection<RegisteredResearcher>;
  readonly providers: Collection<RegisteredProvider>;
  readonly studies: Collection<Study>;
};

/** Keys of the register's objects. */
export const registerKeys = {
  municipality: (code: string) => `municipalities/${code}.json`,
  researcher: (id: string) => `researchers/${id}.json`,
  provider: (id: string) => `providers/${id}.json`,
  study: (id: string, version: number) => `studies/${id}/${version}.json`,
  approval: (studyDigest: string, number = 1) => `approvals/${studyDigest}${number === 1 ? '' : `.${number}`}.jws.json`,
  rejection: (studyDigest: string) => `approvals/${studyDigest}.rejected.jws.json`,
  proposal: (studyDigest: string, number: number) => `approvals/${studyDigest}.proposed-${number}.jws.json`,
  runs: (studyDigest: string) => `runs/${studyDigest}.json`,
  message: (name: string) => `messages/${name}.json`,
  outcome: (taskId: string) => `outcomes/${taskId}.json`,
  objections: (code: string) => `objections/${code}.json`,
} as const;

/** Opens the register of a provider. */
export function openRegister(store: ObjectStore): Register {
  return {
    municipalities: openCollection(store, {
      schema: Municipality,
      folder: 'municipalities/',
      keyOf: ({ code }) => registerKeys.municipality(code),
    }),
    researchers: openCollection(store, {
      schema: RegisteredResearcher,
      folder: 'researchers/',
      keyOf: ({ id }) => registerKeys.researcher(id),
    }),
    providers: openCollection(store, {
      schema: RegisteredProvider,
      folder: 'providers/',
      keyOf: ({ id }) => registerKeys.provider(id),
    }),
    studies: openCollection(store, {
      schema: Study,
      folder: 'studies/',
      keyOf: ({ study, version }) => registerKeys.study(study, version),
    }),
  };
}
