import * as z from 'zod';
import { Study } from '../protocol/study.ts';
import type { SentTask } from './tasks-file.ts';

const Payload = z.looseObject({ study: Study });
const Parts = z.looseObject({ payload: z.string() });

/** The versions of a study that were handed in, from the signed messages themselves; oldest first, each once. */
export function submittedVersions(tasks: readonly SentTask[]): readonly Study[] {
  const versions = new Map<number, Study>();
  for (const { kind, message } of tasks) {
    if (kind !== 'submit') continue;
    const payload = Parts.safeParse(JSON.parse(message)).data?.payload ?? '';
    const study = Payload.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data?.study;
    if (study !== undefined && !versions.has(study.version)) versions.set(study.version, study);
  }
  return [...versions.values()].toSorted((left, right) => left.version - right.version);
}

/** The version that was handed in first: the registered plan. */
export const firstVersion = (tasks: readonly SentTask[]): Study | undefined => submittedVersions(tasks)[0];
