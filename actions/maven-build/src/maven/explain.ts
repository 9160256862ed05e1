import { relative } from 'node:path';
import { isInside } from '@slipway/build-result';
import type { FailureDetails } from '@slipway/findings';
import type { MavenFailureCode } from '../failure.ts';
import type { BuildLog, CompilerError } from './build-log.ts';

const maxReasonLines = 12;

/** What a failed Maven run tells the user; compiler errors and crashed tests come before Maven's own words. */
export function explainFailure(log: BuildLog, exitCode: number, workspace: string): FailureDetails<MavenFailureCode> {
  const full = log.errors.find((error) => /No space left on device|Disk quota exceeded/.test(error));
  if (full !== undefined) {
    return {
      code: 'disk-full',
      headline: "The runner's disk is full; Maven cannot go on",
      reason: full,
      advice: 'Free some space where the workspace, the local repository of Maven and the temporary folder lie.',
    };
  }
  const [first] = log.compilerErrors;
  if (first !== undefined) {
    const count = log.compilerErrors.length;
    return {
      code: 'compilation-failed',
      headline: `Compilation failed with ${count === 1 ? 'an error' : `${count} errors`}`,
      reason: bounded(log.compilerErrors.map((error) => compilerSentence(error, workspace))),
      ...(isInside(workspace, first.file) ? { at: { file: relative(workspace, first.file), line: first.line } } : {}),
    };
  }
  if (log.jvmCrashed) {
    const tests = log.crashedTests.join(', ');
    return {
      code: 'tests-crashed',
      headline: `The JVM of the tests ended before the tests did${tests === '' ? '' : `, while it ran ${tests}`}`,
      reason: bounded(log.errors.filter((error) => !error.startsWith('Command was'))),
      advice:
        'Look for System.exit, a crash of the JVM or too little memory; target/surefire-reports has its last words.',
    };
  }
  const [headline = `Maven ended with exit code ${exitCode} and said nothing`] = log.errors;
  return { ...kindOf(headline), headline: shortened(headline), ...reasonOf(log.errors) };
}

function kindOf(headline: string): { code: MavenFailureCode; advice?: string } {
  if (
    /Could not resolve dependencies|Could not (find|transfer) artifact|could not be resolved|Plugin .* not found/.test(
      headline,
    )
  ) {
    return {
      code: 'dependencies-unresolved',
      advice: 'Check that the artifact exists, and that "mirrors", "servers" or the runner\'s settings.xml lead to it.',
    };
  }
  if (/There (are|were) test failures/.test(headline)) {
    return {
      code: 'tests-failed',
      advice: 'The POM ends the build at failing tests (testFailureIgnore is false), so nothing after them was built.',
    };
  }
  return { code: 'maven-failed' };
}

/** `src/main/java/p/A.java:2: ';' expected` */
export function compilerSentence(error: CompilerError, workspace: string): string {
  const file = isInside(workspace, error.file) ? relative(workspace, error.file) : error.file;
  return `${file}:${error.line}: ${error.message}`;
}

function reasonOf(errors: readonly string[]): { reason?: string } {
  const [first = '', ...rest] = errors;
  const lines = first.length > maxHeadline ? errors : rest;
  return lines.length === 0 ? {} : { reason: bounded(lines) };
}

function bounded(lines: readonly string[]): string {
  if (lines.length <= maxReasonLines) return lines.join('\n');
  return [...lines.slice(0, maxReasonLines), `... and ${lines.length - maxReasonLines} more`].join('\n');
}

const maxHeadline = 300;

function shortened(text: string): string {
  return text.length > maxHeadline ? `${text.slice(0, maxHeadline - 3)}...` : text.replace(/:$/, '');
}
