import { resolve } from 'node:path';
import { Failure } from '@slipway/findings';
import { GitHub } from '@slipway/github';
import type { Context } from '@slipway/runner';
import { gitHubHistory, type History, noHistory, rememberedHistory } from './history.ts';
import { fileMemory, type Memory } from './memory.ts';
import { findOwnRun, type OwnRun } from './own-run.ts';

/** Where this run's past and its jobs can be looked up. */
export interface Sources {
  readonly history: History;
  /** Undefined where GitHub's API is not asked or does not know the run. */
  readonly api: { readonly github: GitHub; readonly own: OwnRun } | undefined;
  readonly memory: Memory | undefined;
  /** Why nobody can tell what was before; undefined when somebody can. */
  readonly obstacle: string | undefined;
}

/** Opens the API and, where a path is given, the file, which goes before the API for the past. Never throws a Failure: a mail without a past is better than none. */
export async function openSources(
  inputs: { readonly token: string; readonly memory: string },
  key: string,
  { github: facts, env, workspace, signal, log }: Context,
): Promise<Sources> {
  let obstacle: string | undefined;
  let api: Sources['api'];
  if (inputs.token !== '' && !isOfServer(facts.apiUrl, facts.serverUrl)) {
    // act with a git server of its own: the token would go to a stranger.
    obstacle = `GITHUB_API_URL (${facts.apiUrl}) is not of the server ${facts.serverUrl}`;
  } else if (inputs.token !== '' && facts.repository !== '') {
    const { apiUrl, repository } = facts;
    const github = new GitHub({ apiUrl, repository, token: inputs.token, signal, say: (line) => log.info(line) });
    try {
      const own = await findOwnRun(github, { ...facts, runnerName: env.RUNNER_NAME ?? '' });
      if (own) api = { github, own };
      else obstacle = `GitHub knows no run ${facts.runId} of ${repository}`;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      obstacle = error.message;
    }
  } else obstacle = 'there is neither a token nor a memory';
  if (inputs.memory === '')
    return { history: api ? gitHubHistory(api.github, api.own) : noHistory, api, memory: undefined, obstacle };
  const memory = fileMemory(resolve(workspace, inputs.memory));
  try {
    return { history: rememberedHistory(await memory.recall(key)), api, memory, obstacle: undefined };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isBegunAnew = error instanceof SyntaxError;
    const consequence = isBegunAnew ? 'it is begun anew' : 'what this run does is not kept';
    log.warning(`memory: "${inputs.memory}" cannot be read (${reason}); ${consequence}`);
    const obstacle = `the memory cannot be read: ${reason}`;
    return { history: noHistory, api, memory: isBegunAnew ? memory : undefined, obstacle };
  }
}

/** Whether an API is the server's own: the same host, or `api.` before it (github.com, ghe.com). */
export function isOfServer(apiUrl: string, serverUrl: string): boolean {
  const [api, server] = [URL.parse(apiUrl)?.host, URL.parse(serverUrl)?.host];
  return api !== undefined && (api === server || api === `api.${server}`);
}
