/** Where those wait who look at a queue again when something changed. */
export type WaitingRoom = {
  readonly wake: () => void;
  /** Resolves at the next `wake`, after the time, or when `signal` aborts. */
  readonly wait: (timeoutMilliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** The longest delay a timer takes. */
const maximumTimeoutMilliseconds = 2_147_483_647;

/** Makes an empty waiting room. */
export function createWaitingRoom(): WaitingRoom {
  const waiting = new Set<() => void>();
  return {
    wake: () => {
      for (const finish of waiting) finish();
    },
    wait: (timeoutMilliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const finish = (): void => {
          clearTimeout(timer);
          waiting.delete(finish);
          signal.removeEventListener('abort', finish);
          resolve();
        };
        const timer = setTimeout(finish, Math.min(Math.max(0, timeoutMilliseconds), maximumTimeoutMilliseconds));
        waiting.add(finish);
        signal.addEventListener('abort', finish);
      }),
  };
}
