import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environment } from '@slipway/lab';
import type { AttemptOptions, TestDeployment } from './deployment.ts';

/** The action in a process of its own, as a runner starts it, with its programs in one group. */
export class ActionProcess {
  readonly #child: ChildProcess;
  readonly #said: string[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => this.#said.push(line));
  }

  static async start(
    it: TestDeployment,
    major: 3 | 4,
    given: Readonly<Record<string, string>>,
    options: AttemptOptions = {},
  ): Promise<ActionProcess> {
    const env = await environment();
    const { context, inputs } = await it.prepare(given, options);
    const entries = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
    const child = spawn('node', [join(import.meta.dirname, '../main.ts')], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
      env: {
        ...process.env,
        ...Object.fromEntries(entries),
        GITHUB_WORKSPACE: context.workspace,
        RUNNER_TEMP: context.temp,
        HELM: env[`HELM${major}`] ?? '',
        KUBECONFIG: env.KUBECONFIG ?? '',
      },
    });
    return new ActionProcess(child);
  }

  /** Waits until it says something; @throws when it ends before. */
  async says(pattern: RegExp): Promise<void> {
    while (!this.#said.some((line) => pattern.test(line))) {
      if (this.#hasEnded()) throw new Error(`It ended without saying ${pattern}:\n${this.#said.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Kills it with the programs that it runs, as the end of a runner's machine does. */
  async kill(): Promise<void> {
    if (this.#hasEnded()) return;
    const ended = once(this.#child, 'exit');
    process.kill(-(this.#child.pid ?? 0), 'SIGKILL');
    await ended;
  }

  /** Ends it as the runner does at first when a job is cancelled; it has time to leave things in order. */
  async cancel(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await ended;
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
