import { defineConfig } from 'vitest/config';

// biome-ignore lint: vitest reads the default export of its configuration
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
});
