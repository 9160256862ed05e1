import { appendFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { codeBlock, escapeMarkdown, Failure, formatDuration } from '@slipway/findings';
import type { Annotation, Context, Log } from './context.ts';
import { artifactService, folders, gitHubRun, programEnvironment } from './environment.ts';
import { explainFullDisk } from './full-disk.ts';
import { type InputReader, readFrom } from './inputs.ts';
import { harmless } from './log-line.ts';
import { derivedForms, hideSecrets } from './masking.ts';
import { PrivateFiles } from './private-files.ts';

export type OutputValue = string | number | boolean | readonly string[] | undefined;

/** `Outputs` names what the action tells later steps, by the names of action.yml. Lists are joined by line breaks. */
export interface Action<Inputs, Outputs extends { readonly [Name in keyof Outputs]: OutputValue }> {
  readonly name: string;
  /** Outputs that hold whatever it fails for, such as `result`; those of the failure itself come first. */
  readonly failed?: Readonly<Record<string, string>>;
  readInputs(input: InputReader): Inputs;
  run(inputs: Inputs, context: Context): Promise<Outputs>;
  /** Runs in the post step, when `post-if` says so, with the state that `run` saved and, if asked for, the same inputs. */
  cleanUp?(context: Context, readInputs: () => Inputs): Promise<void>;
}

/** The `run` of a module that is loaded by the main step alone: a post step that finds nothing to do is over in half the time. */
export function whenNeeded<Inputs, Outputs>(
  load: () => Promise<{ readonly run: (inputs: Inputs, context: Context) => Promise<Outputs> }>,
): (inputs: Inputs, context: Context) => Promise<Outputs> {
  return async (inputs, context) => (await load()).run(inputs, context);
}

const startedKey = 'slipway-started';
const foldersKey = 'slipway-private-folders';

/**
 * Runs an action as GitHub's runner expects it; the same bundle serves as `main` and as `post`. One that fails says why in one
 * sentence in its output `reason`, for mails and for steps that come after it.
 */
export async function runAction<Inputs, Outputs extends { readonly [Name in keyof Outputs]: OutputValue }>(
  action: Action<Inputs, Outputs>,
): Promise<void> {
  const { workspace, temp } = folders(process.env);
  const files = new PrivateFiles(temp, (folder) => core.saveState(foldersKey, folder));
  const context = createContext(workspace, temp, files);
  try {
    const read = () => readFrom((name) => core.getInput(name), action.readInputs, context.mask);
    if (core.getState(startedKey) !== '') {
      try {
        await action.cleanUp?.(context, read);
      } finally {
        await PrivateFiles.removeFolder(core.getState(foldersKey));
      }
      return;
    }
    core.saveState(startedKey, 'true');
    setOutputs(await action.run(read(), context));
  } catch (error) {
    await report(action, (await explainFullDisk(error, [temp, workspace])) ?? error, context);
  } finally {
    await files.remove();
  }
}

function setOutputs(outputs: { readonly [name: string]: OutputValue }): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (value === undefined) continue;
    core.setOutput(name, Array.isArray(value) ? value.join('\n') : String(value));
  }
}

async function report(
  { name, failed }: Pick<Action<unknown, object>, 'name' | 'failed'>,
  error: unknown,
  context: Context,
): Promise<void> {
  process.exitCode = 1;
  const told = error instanceof Failure ? { reason: error.headline, ...failed, ...error.outputs } : { ...failed };
  setOutputs(told);
  if (isCancellation(error, context.signal)) {
    context.log.error(`${name} was cancelled`);
    return;
  }
  if (!(error instanceof Failure)) {
    context.log.error(
      `${name} failed in a way it should not: ${error instanceof Error ? error.stack : String(error)}`,
      {
        title: `A bug in slipway's ${name}; please report it with this log`,
      },
    );
    return;
  }
  context.log.error(error.message, { title: `${name}: ${error.code}`, ...error.at });
  const section = [
    `### ❌ ${name}: ${escapeMarkdown(error.headline)}`,
    error.reason === undefined ? undefined : codeBlock(error.reason),
    error.advice === undefined ? undefined : escapeMarkdown(error.advice),
    error.summary,
  ];
  await context.summary(section.filter((part) => part !== undefined).join('\n\n'));
}

/** The signal's reason itself, or what something that it ended made of it: Node's timers have an error of their own. */
function isCancellation(error: unknown, { aborted, reason }: AbortSignal): boolean {
  return aborted && (error === reason || (error instanceof Error && error.cause === reason));
}

function createContext(workspace: string, temp: string, files: PrivateFiles): Context {
  const stop = new AbortController();
  const masked = new Set<string>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Not once: the second of two would end the process while it removes what it made.
    process.on(signal, () => stop.abort(new Error(`cancelled by ${signal}`)));
  }
  return {
    log,
    github: gitHubRun(process.env),
    artifacts: artifactService(process.env),
    workspace,
    temp,
    env: programEnvironment(process.env),
    signal: stop.signal,
    now: () => new Date(),
    async summary(markdown) {
      const path = process.env.GITHUB_STEP_SUMMARY;
      if (path) await appendFile(path, `${markdown}\n\n`);
    },
    mask(secret) {
      for (const form of derivedForms(secret)) {
        core.setSecret(form);
        masked.add(form);
      }
    },
    hide: (text) => hideSecrets(text, masked),
    secretFile: (name, content) => files.write(name, content),
    scratchFolder: (name) => files.scratch(name),
    saveState: (name, value) => core.saveState(name, value),
    state: (name) => core.getState(name),
  };
}

const log: Log = {
  // Most of it is other programs' output, which must not command the runner.
  info: (line) => core.info(harmless(line)),
  debug: (line) => core.debug(line),
  notice: (message, at) => core.notice(message, properties(at)),
  warning: (message, at) => core.warning(message, properties(at)),
  error: (message, at) => core.error(message, properties(at)),
  async group(title, work) {
    const start = performance.now();
    core.startGroup(title);
    try {
      return await work();
    } finally {
      core.info(`${title}: ${formatDuration(performance.now() - start)}`);
      core.endGroup();
    }
  },
};

function properties(at: Annotation = {}): core.AnnotationProperties {
  return {
    ...(at.title === undefined ? {} : { title: at.title }),
    ...(at.file === undefined ? {} : { file: at.file }),
    ...(at.line === undefined ? {} : { startLine: at.line }),
  };
}
