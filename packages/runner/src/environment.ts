import { tmpdir } from 'node:os';
import type { GitHubRun } from './context.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the runner lets us work. Outside a runner (a unit test, a shell) the current folder and the system's. */
export function folders(env: Environment): { workspace: string; temp: string } {
  return { workspace: env.GITHUB_WORKSPACE || process.cwd(), temp: env.RUNNER_TEMP || tmpdir() };
}

/**
 * The environment for programs: ours without the action's own inputs (they hold secrets) and without the runner's
 * protocol files, which a build script has no business to write.
 */
export function programEnvironment(env: Environment): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name, value]) => value !== undefined && !name.startsWith('INPUT_') && !protocolVariables.has(name),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

const protocolVariables = new Set([
  'GITHUB_ENV',
  'GITHUB_OUTPUT',
  'GITHUB_PATH',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
]);

/** The service for artifacts. Its token opens the run's caches and artifacts, and is no matter of other programs. */
export function artifactService(env: Environment): { url: string; token: string } | undefined {
  const { ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: token } = env;
  return url && token ? { url, token } : undefined;
}

/** What GitHub (or act) tells about the run. */
export function gitHubRun(env: Environment): GitHubRun {
  const serverUrl = (env.GITHUB_SERVER_URL || 'https://github.com').replace(/\/+$/, '');
  const repository = env.GITHUB_REPOSITORY ?? '';
  const runId = env.GITHUB_RUN_ID ?? '';
  return {
    serverUrl,
    apiUrl: env.GITHUB_API_URL || 'https://api.github.com',
    repository,
    sha: env.GITHUB_SHA ?? '',
    ref: env.GITHUB_REF ?? '',
    headRef: env.GITHUB_HEAD_REF ?? '',
    eventName: env.GITHUB_EVENT_NAME ?? '',
    eventPath: env.GITHUB_EVENT_PATH ?? '',
    workflow: env.GITHUB_WORKFLOW ?? '',
    job: env.GITHUB_JOB ?? '',
    actor: env.GITHUB_TRIGGERING_ACTOR || (env.GITHUB_ACTOR ?? ''),
    runId,
    runNumber: env.GITHUB_RUN_NUMBER ?? '',
    runAttempt: env.GITHUB_RUN_ATTEMPT ?? '',
    runUrl: repository && runId ? `${serverUrl}/${repository}/actions/runs/${runId}` : '',
  };
}
