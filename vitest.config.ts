import { defineConfig } from 'vitest/config';

const sources = ['actions', 'packages', 'scripts', 'test', 'bench'];
/** Not for the pipelines of e2e: what they leave is looked at afterwards, in folders that the next run uses again. */
const setupFiles = './test/support/temporary-folder.ts';

export default defineConfig({
  test: {
    // Most files wait for a server or a pod; by default there is one worker fewer than cores.
    maxWorkers: 4,
    reporters: ['default', './test/support/totals-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: sources.map((folder) => `${folder}/**/*.test.ts`),
          setupFiles,
          exclude: ['**/*.int.test.ts', 'test/built/**', 'test/e2e/**', '**/node_modules/**', 'build/**'],
          // Some start a linter or a formatter, beside everything else that runs.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: sources.map((folder) => `${folder}/**/*.int.test.ts`),
          exclude: ['test/e2e/**', '**/node_modules/**', 'build/**'],
          setupFiles,
          globalSetup: './test/support/lab.ts',
          // Scenarios mostly wait for the cluster; what has to be quick says so itself.
          maxConcurrency: 8,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'built',
          include: ['test/built/**/*.test.ts'],
          setupFiles,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: './test/support/lab.ts',
          // The pipelines come last and alone: they need both cores.
          sequence: { groupOrder: 1 },
          testTimeout: 900_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
