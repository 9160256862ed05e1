import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure, type FailureDetails } from '@slipway/findings';
import { type Context, runProcess } from '@slipway/runner';
import { plain } from './log-line.ts';
import { isInside } from './workspace.ts';

export interface DeliverScript {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * Checks, before the build starts, that the delivery script can be run later. A script without execute permission is given
 * to the interpreter of its first line, else to `sh`; the file is not changed.
 * @throws {Failure} `no-deliver-script` or `outside-workspace`.
 */
export async function findDeliverScript(given: string, folder: string, workspace: string): Promise<DeliverScript> {
  const path = await realpath(resolve(folder, given)).catch(() => undefined);
  if (path === undefined || !(await stat(path)).isFile()) {
    throw new Failure({
      code: 'no-deliver-script',
      headline: `Bad input: deliver-script: "${given}" given; allowed: a file in ${folder}`,
    });
  }
  if (!isInside(workspace, path)) {
    throw new Failure({
      code: 'outside-workspace',
      headline: `Bad input: deliver-script: "${given}" given; allowed: a file inside the workspace`,
    });
  }
  const isExecutable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isExecutable) return { program: path, args: [] };
  const [, interpreter = 'sh', option] = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(await readFile(path, 'utf8')) ?? [];
  return { program: interpreter, args: [...(option === undefined ? [] : [option]), path] };
}

/** Runs the script and returns how it failed, with its last lines; undefined when it did not. */
export async function deliver(
  script: DeliverScript,
  given: string,
  options: { cwd: string; env: Readonly<Record<string, string>>; timeout: number; context: Context },
): Promise<FailureDetails | undefined> {
  const { context, cwd, env, timeout } = options;
  const last: string[] = [];
  const result = await runProcess(script.program, script.args, {
    cwd,
    env,
    timeout,
    signal: context.signal,
    maxOutput: 0,
    onLine: (line) => {
      context.log.info(line);
      last.push(plain(line));
      if (last.length > 10) last.shift();
    },
  });
  if (result.exitCode === 0) return undefined;
  return {
    code: 'deliver-failed',
    headline: result.timedOut
      ? `The delivery script "${given}" did not end within "timeout"`
      : `The delivery script "${given}" ended with exit code ${result.exitCode ?? result.signal}`,
    ...(last.length === 0 ? {} : { reason: last.join('\n') }),
  };
}
