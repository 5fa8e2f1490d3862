import { rmSync } from 'node:fs';

/**
 * Leaves none of the directories behind when the process is interrupted, then lets the signal end it as it would have:
 * at once, because a native library in the middle of its work cannot be stopped in order. Returns what lifts this again.
 */
export function removeOnInterrupt(directories: readonly string[]): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const handle = (signal: NodeJS.Signals): void => {
    for (const path of directories) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    lift();
    process.kill(process.pid, signal);
  };
  const lift = (): void => {
    for (const signal of signals) process.off(signal, handle);
  };
  for (const signal of signals) process.once(signal, handle);
  return lift;
}
