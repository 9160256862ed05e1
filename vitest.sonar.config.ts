import { defineConfig } from 'vitest/config';

// Apart from the other projects: a real SonarQube takes a gigabyte to download, 2.4 GB of memory and minutes.
// Its files are named so that `npm test` does not collect them.
export default defineConfig({
  test: {
    name: 'sonar',
    include: ['test/sonar/**/*.real.ts'],
    globalSetup: './test/support/sonar.ts',
    reporters: ['default', './test/support/totals-reporter.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
