import { plain } from '@slipway/build-result';
import type { Location } from '@slipway/findings';

export interface CompilerError extends Location {
  readonly line: number;
  readonly message: string;
}

export interface BuildLog {
  /** Each once, files as Maven names them (absolute). */
  readonly compilerErrors: readonly CompilerError[];
  /** Maven's own account of the failure: what follows the first «Failed to execute goal», without hints. */
  readonly errors: readonly string[];
  /** Classes whose tests ended the JVM they ran in. */
  readonly crashedTests: readonly string[];
  readonly jvmCrashed: boolean;
  /** Whether something was said that a broken file of the local repository may be the cause of. */
  readonly doubtsRepository: boolean;
  /** What each run of surefire and failsafe says at its end, added up; a test that was run again may count twice. */
  readonly tests: { readonly run: number; readonly failed: number };
}

/** The line at the end of a run; that of each class goes on with a time, and has no prefix where a test prints it. */
const summary =
  /^\[(?:INFO|WARNING|ERROR)\]\s+Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: \d+(?:, Flakes: \d+)?$/;

/**
 * What Maven, javac and the JVM say of a jar or POM that is half, or has other bytes than it should; each was seen of one.
 * They mostly do not name the file, and some of it a project can be the cause of too.
 */
const doubts =
  /zip END header not found|error in opening zip file|ZipException|invalid (?:LOC|CEN|END) header|Non-(?:parseable|readable) POM|The POM for \S+ is invalid|cannot access |bad class file|package \S+ does not exist|No such compiler|Error occurred in starting fork|error in the forked process|Failed to parse plugin descriptor|NoClassDefFoundError|ClassNotFoundException/;

const maxErrors = 100;
// maven-compiler-plugin: `/path/A.java:[2,84] ';' expected`; kotlin-maven-plugin: `/path/A.kt: (2, 84) …` or `file:///path/A.kt:2:84 …`
const compilerPatterns = [
  /^(?:file:\/\/)?(\/.+?\.\w+):\[(\d+),\d+\] (?:error: )?(.+)$/,
  /^(?:file:\/\/)?(\/.+?\.kts?): \((\d+), \d+\) (.+)$/,
  /^(?:file:\/\/)?(\/.+?\.kts?):(\d+):\d+:? (.+)$/,
];

/** Collects from Maven's output, line by line, what explains a failure. Bounded, however much is printed. */
export function readBuildLog(): { add(line: string): void; result(): BuildLog } {
  const compilerErrors = new Map<string, CompilerError>();
  const errors: string[] = [];
  const crashedTests = new Set<string>();
  const tests = { run: 0, failed: 0 };
  let [jvmCrashed, inCrashed, explained, doubtsRepository] = [false, false, false, false];

  return {
    add(raw) {
      const line = plain(raw);
      doubtsRepository ||= doubts.test(line);
      const [, run, failures, broken] = summary.exec(line) ?? [];
      tests.run += Number(run ?? 0);
      tests.failed += Number(failures ?? 0) + Number(broken ?? 0);
      if (!line.startsWith('[ERROR]')) return;
      const text = line.slice('[ERROR]'.length).trim();
      const error = compilerError(text);
      if (error !== undefined && compilerErrors.size < maxErrors) {
        compilerErrors.set(`${error.file}:${error.line}:${error.message}`, error);
      }
      if (text.startsWith('The forked VM terminated')) jvmCrashed = true;
      if (inCrashed && /^[\w.$]+$/.test(text)) crashedTests.add(text);
      else inCrashed = text === 'Crashed tests:';
      if (!explained && /^(Failed to execute goal|The build could not read)/.test(text)) {
        // What came before are the words of tests and tools.
        errors.length = 0;
        explained = true;
      }
      if (!isNoise(text) && errors.length < maxErrors) errors.push(text.replace(/ -> \[Help \d+\]$/, ''));
    },
    result: () => ({
      compilerErrors: [...compilerErrors.values()],
      errors,
      crashedTests: [...crashedTests],
      jvmCrashed,
      doubtsRepository,
      tests: { ...tests },
    }),
  };
}

function compilerError(text: string): CompilerError | undefined {
  for (const pattern of compilerPatterns) {
    const [, file, line, message] = pattern.exec(text) ?? [];
    if (file !== undefined && message !== undefined) return { file, line: Number(line), message };
  }
  return undefined;
}

function isNoise(text: string): boolean {
  return (
    text === '' ||
    /^(-> \[Help|To see the full stack trace|Re-run Maven using|For more information about|\[Help \d+\]|After correcting the problems|mvn <args> -rf)/.test(
      text,
    )
  );
}
