import type { Clock, ObjectStore } from '../ports.ts';

/** What is never delivered: what a task pins, who took part, and what a provider keeps of a round. */
const neverDelivered = ['pins/', 'participants/', 'rounds/'];

/** How answers are paced: by which clock, from when, and how to wait. */
export type Pace = {
  readonly everyMilliseconds: number;
  readonly clock: Clock;
  readonly wait: (milliseconds: number) => Promise<void>;
};

/**
 * The releases of one task, of which an answer or a refusal is written only a whole number of periods after now: its sender sees when it
 * comes, and the time that a task takes follows from its rows and from how hard it was to protect them (attack D2). Without a period it is
 * written at once.
 */
export function pacedReleases(releases: ObjectStore, { everyMilliseconds, clock, wait }: Pace): ObjectStore {
  const startedAt = clock().getTime();
  return {
    ...releases,
    create: async (key, body, options) => {
      const late = (clock().getTime() - startedAt) % Math.max(1, everyMilliseconds);
      const isDelivered = !neverDelivered.some((prefix) => key.startsWith(prefix));
      if (isDelivered && late > 0) await wait(everyMilliseconds - late);
      return await releases.create(key, body, options);
    },
  };
}
