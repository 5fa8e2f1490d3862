import { defineConfig } from 'vitest/config';

/** `npm run mutate`: the tests of the disclosure rules that need no data and no queue, so that a mutant costs less than a second. */
export default defineConfig({
  test: {
    include: ['test/disclosure/**/*.test.ts', 'test/attacks/**/*.test.ts'],
    exclude: ['test/attacks/queue*.test.ts', 'test/disclosure/certificate*.test.ts'],
    isolate: false,
    testTimeout: 20_000,
  },
});
