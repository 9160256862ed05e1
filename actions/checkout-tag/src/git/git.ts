import { dirname } from 'node:path';
import { type Context, type ProcessResult, requireProgram, runProcess } from '@slipway/runner';
import { type GitSettings, settingsEnvironment } from './credentials.ts';
import { type Asked, explainGit } from './explain-git.ts';

/** Git in one folder. */
export interface Git {
  /** Runs git to its end, whatever its exit code is. */
  attempt(args: readonly string[], input?: string): Promise<ProcessResult>;
  /**
   * Runs git and returns its standard output.
   * @throws {CheckoutFailure} explained from what git printed
   */
  demand(args: readonly string[], input?: string): Promise<string>;
}

interface GitOptions {
  readonly folder: string;
  readonly settings: GitSettings;
  readonly environment: Readonly<Record<string, string>>;
  /** For messages. */
  readonly asked: Asked;
}

/** Variables that would send git to another repository than the one we mean, or make it print a secret. */
const unwanted = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_CEILING_DIRECTORIES',
  'GIT_ASKPASS',
  'SSH_ASKPASS',
  'GIT_TRACE_REDACT',
];

/** Settings for every call: quick, quiet, and deaf to what an earlier build left in the folder. */
function baseSettings(folder: string): GitSettings {
  return [
    ['protocol.version', '2'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['advice.detachedHead', 'false'],
    ['log.showSignature', 'false'],
    ['submodule.recurse', 'false'],
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    // Containers often run as another user than the one who owns the workspace.
    ['safe.directory', folder],
    // A transfer that stalls for a minute ends instead of holding the job.
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', '60'],
  ];
}

/** @throws {Failure} `program-missing` */
export async function openGit(context: Context, options: GitOptions): Promise<Git> {
  const program = await requireProgram('git', context.env, 'Install git 2.28 or later on the runner.');
  const kept = Object.fromEntries(Object.entries(context.env).filter(([name]) => !unwanted.includes(name)));
  const env = {
    ...kept,
    ...settingsEnvironment([...baseSettings(options.folder), ...options.settings], kept),
    ...options.environment,
    GIT_TERMINAL_PROMPT: '0',
    // Without a repository in the folder none above it is meant.
    GIT_CEILING_DIRECTORIES: dirname(options.folder),
    // Messages are read by explain-git.ts.
    LC_ALL: 'C',
    LANGUAGE: '',
  };
  const attempt = (args: readonly string[], input?: string) => {
    context.log.debug(`git ${args.join(' ')}`);
    return runProcess(program, args, {
      cwd: options.folder,
      env,
      signal: context.signal,
      ...(input === undefined ? {} : { input }),
    });
  };
  return {
    attempt,
    async demand(args, input) {
      const result = await attempt(args, input);
      if (result.exitCode !== 0) throw explainGit(result.stderr, options.asked).failure;
      return result.stdout;
    },
  };
}
