import { defineConfig } from 'vitest/config';

// Apart from the other projects: building a real cosign from its Go module takes five minutes the first time.
// Its files are named so that `npm test` does not collect them.
export default defineConfig({
  test: {
    name: 'cosign',
    include: ['test/cosign/**/*.real.ts'],
    globalSetup: './test/support/registry.ts',
    reporters: ['default', './test/support/totals-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 1_800_000,
  },
});
