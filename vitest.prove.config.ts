import { defineConfig } from 'vitest/config';
import { ProveReporter } from './test/support/prove-reporter.ts';

/** `npm run prove`: whole lists and long simulations, of which `npm test` takes seeded samples. */
export default defineConfig({
  test: {
    include: [
      'test/prove/**/*.prove.ts',
      'test/journeys/{faults,load,whole-story}*.test.ts',
      'test/cdk/{assets,stacks,too-wide}.test.ts',
    ],
    env: { PROVE: '1' },
    reporters: ['default', new ProveReporter()],
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
