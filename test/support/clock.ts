const RealDate = Date;

/** Moves the clock of this thread: from now on `new Date()` and `Date.now()` are so much later. Moves add up. */
export function moveClock(milliseconds: number): void {
  globalThis.Date = new Proxy(Date, {
    construct: (target, given: readonly unknown[]) => {
      if (given.length === 0) return new target(target.now() + milliseconds);
      const made: unknown = Reflect.construct(target, given);
      return made instanceof target ? made : new target(Number.NaN);
    },
    get: (target, name): unknown => (name === 'now' ? () => target.now() + milliseconds : Reflect.get(target, name)),
  });
}

/** Takes every move back, for the test files that share this thread. */
export function restoreClock(): void {
  globalThis.Date = RealDate;
}
