import { defineConfig } from 'vitest/config';

// biome-ignore lint: vitest reads the default export of its configuration
export default defineConfig({
  test: { include: ['test/prove/**/*.prove.ts'], testTimeout: 900_000, hookTimeout: 60_000 },
});
