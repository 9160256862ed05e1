import { join } from 'node:path';
import type { PackageJson } from '../project/package-json.ts';

/** How the test script is made to write a report of its tests. */
export interface Reporter {
  readonly tool: 'vitest' | 'jest' | 'node:test';
  /** For the tool, at the end of the script. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `jest` is the JSON of jest, which vitest writes too. */
  readonly format: 'jest' | 'junit';
  readonly path: string;
  readonly measures: boolean;
}

interface Wishes {
  /** Absolute path of a folder outside of the workspace. */
  readonly reports: string;
  /** Absolute path of the folder for the coverage report; undefined when none is wanted. */
  readonly coverage: string | undefined;
}

/** A script of one command, which takes arguments at its end; variables, and c8 that measures it, may stand before it. */
const simple =
  /^(?:cross-env\s+)?(?:[A-Za-z_]\w*=\S*\s+)*(?:npx\s+)?(?:c8\s+(?:-\S+\s+)*)?((?:react-scripts\s+test|vitest|jest|node)(?=\s|$)[^&|;<>`$()\n]*)$/;

/**
 * Reports that the script can be asked for, with nothing for the project to install or to set. Undefined for other tools
 * and for scripts of several commands, whose own reports are read instead.
 */
export function reporterFor(
  script: string,
  project: Pick<PackageJson, 'dependencies'>,
  wishes: Wishes,
): Reporter | undefined {
  const command = simple.exec(script.trim())?.[1];
  if (command === undefined) return undefined;
  const json = join(wishes.reports, 'tests.json');
  const folder = wishes.coverage;
  if (command.startsWith('vitest')) {
    const canMeasure = ['@vitest/coverage-v8', '@vitest/coverage-istanbul'].some((name) =>
      project.dependencies.has(name),
    );
    const measured = folder !== undefined && canMeasure;
    return {
      tool: 'vitest',
      args: [
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${json}`,
        ...(measured ? vitestCoverage(folder) : []),
      ],
      env: {},
      format: 'jest',
      path: json,
      measures: measured,
    };
  }
  if (command.startsWith('node')) {
    if (!/\s--test(?=\s|$)/.test(command)) return undefined;
    const xml = join(wishes.reports, 'tests.xml');
    // Options of node cannot stand behind its files.
    const options = ['spec', 'stdout', 'junit', xml].map(
      (value, at) => `--test-reporter${at % 2 === 0 ? '' : '-destination'}=${value}`,
    );
    return {
      tool: 'node:test',
      args: [],
      env: { NODE_OPTIONS: options.join(' ') },
      format: 'junit',
      path: xml,
      measures: false,
    };
  }
  const coverage =
    folder === undefined
      ? []
      : ['--coverage', '--coverageReporters=json-summary', '--coverageReporters=lcov', `--coverageDirectory=${folder}`];
  return {
    tool: 'jest',
    args: ['--json', `--outputFile=${json}`, '--testLocationInResults', ...coverage],
    env: {},
    format: 'jest',
    path: json,
    measures: folder !== undefined,
  };
}

function vitestCoverage(folder: string): string[] {
  // Without the third, nothing is written when a test fails.
  return ['enabled', `reportsDirectory=${folder}`, 'reportOnFailure', 'reporter=json-summary', 'reporter=lcov'].map(
    (option) => `--coverage.${option}`,
  );
}
