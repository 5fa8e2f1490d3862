import { defineConfig } from 'vitest/config';

/** `npm run mutate`: the tests of the disclosure rules that need no data and no queue, so that a mutant costs less than a second. */
export default defineConfig({
  test: {
    include: (process.env['MUTATE_TESTS'] ?? 'test/disclosure/**/*.test.ts,test/attacks/**/*.test.ts').split(','),
    exclude: (
      process.env['MUTATE_WITHOUT'] ??
      'test/attacks/queue*.test.ts,test/disclosure/certificate*.test.ts,test/disclosure/household-facts.test.ts'
    ).split(','),
    isolate: false,
    testTimeout: 60_000,
  },
});
