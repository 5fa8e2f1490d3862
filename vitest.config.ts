import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

// One thread of libuv runs the statements of a worker: DuckDB's tables stay warm in its memory, a fifth of all processor time (ADR 0016).
process.env['UV_THREADPOOL_SIZE'] ??= '1';

/** Files share two threads' modules: a test file puts back what it changed (the clock, a spy, the environment). */
// biome-ignore lint: vitest reads the default export of its configuration
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    // Node runs TypeScript itself; on a fresh clone Vite would first have to turn a thousand files into JavaScript
    experimental: { viteModuleRunner: false },
    setupFiles: ['test/support/close-together.ts'],
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    // V8 compiles and collects in the thread that needs it: two workers on two cores gain nothing from helpers (ADR 0016)
    execArgv: ['--single-threaded'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
