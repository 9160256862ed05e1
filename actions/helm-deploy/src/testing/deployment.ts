import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '@slipway/findings';
import { environment } from '@slipway/lab';
import { readFrom } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { execa } from 'execa';
import { readInputs } from '../inputs.ts';
import type { Outputs } from '../outputs.ts';
import { run } from '../run.ts';

/** What a run of the action came to. */
export interface Attempt {
  readonly context: TestContext;
  readonly outputs?: Outputs;
  readonly failure?: Failure;
}

export interface AttemptOptions {
  readonly kubeconfig?: string;
  /** Milliseconds by which the action's clock is ahead: it spares a test the waiting. */
  readonly hurry?: number;
  /** Folder of the chart; a small web server when not given. */
  readonly chart?: string;
}

/** A namespace of the lab's cluster with a deployment repository for app `web` in environment `dev`. */
export class TestDeployment {
  readonly namespace: string;
  readonly #env: Record<string, string>;
  readonly #helm: string;

  private constructor(namespace: string, env: Record<string, string>, helm: string) {
    this.namespace = namespace;
    this.#env = env;
    this.#helm = helm;
  }

  static async open(major: 3 | 4): Promise<TestDeployment> {
    const env = await environment();
    const namespace = `slipway-it-helm${major}-${process.pid}-${Math.random().toString(36).slice(2, 7)}`;
    return new TestDeployment(namespace, env, env[`HELM${major}`] ?? '');
  }

  /** A workspace with a deployment repository made anew, and the inputs of a caller. */
  async prepare(
    given: Readonly<Record<string, string>> = {},
    options: AttemptOptions = {},
  ): Promise<{ readonly context: TestContext; readonly inputs: Readonly<Record<string, string>> }> {
    const { kubeconfig = this.#env.KUBECONFIG ?? '', hurry = 0, chart = join(import.meta.dirname, 'web') } = options;
    const now = () => new Date(Date.now() + hurry);
    const context = testContext({ now, environment: { HELM: this.#helm, KUBECONFIG: kubeconfig } });
    await cp(chart, join(context.workspace, 'chart'), { recursive: true });
    await mkdir(join(context.workspace, 'appConfig/dev'), { recursive: true });
    await Promise.all(['dev.yaml', 'prod.yaml'].map((name) => writeFile(join(context.workspace, name), '{}\n')));
    await writeFile(join(context.workspace, 'appConfig/dev/web.yml'), 'greeting: hello\n');
    const usual = {
      app: 'web',
      project: 'it',
      env: 'dev',
      tag: '1',
      namespace: this.namespace,
      'create-namespace': 'true',
      registry: `${this.#env.REGISTRY}/library`,
      'image-repository': 'busybox',
      timeout: '60s',
    };
    return { context, inputs: { ...usual, ...given } };
  }

  /** Runs the action as a caller would. */
  async attempt(given: Readonly<Record<string, string>> = {}, options: AttemptOptions = {}): Promise<Attempt> {
    return (await this.start(given, options)).ended;
  }

  /** Like {@link attempt}, for those that do something while it runs. */
  async start(
    given: Readonly<Record<string, string>> = {},
    options: AttemptOptions = {},
  ): Promise<{ readonly context: TestContext; readonly ended: Promise<Attempt> }> {
    const { context, inputs } = await this.prepare(given, options);
    const read = readFrom((name) => inputs[name] ?? '', readInputs, context.mask);
    const ended = run(read, context)
      .then(
        (outputs) => ({ context, outputs }),
        (failure: unknown) => {
          if (failure instanceof Failure) return { context, failure };
          throw failure;
        },
      )
      .finally(() => context.end());
    return { context, ended };
  }

  async kubectl(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa(this.#env.KUBECTL ?? '', ['--namespace', this.namespace, ...args], {
      env: { KUBECONFIG: this.#env.KUBECONFIG ?? '' },
    });
    return stdout;
  }

  /** Waits until an object is there. */
  async waitFor(object: string): Promise<void> {
    await this.kubectl('wait', '--for=create', '--timeout=60s', object).catch(async () => {
      // kubectl does not wait in a namespace that is not there yet.
      await wait(200);
      await this.waitFor(object);
    });
  }

  /** Puts objects into the cluster, in this namespace where they have one. */
  async apply(...objects: readonly unknown[]): Promise<void> {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    await execa(this.#env.KUBECTL ?? '', ['--namespace', this.namespace, 'apply', '--filename=-'], {
      env: { KUBECONFIG: this.#env.KUBECONFIG ?? '' },
      input,
    });
  }

  helm(args: readonly string[]) {
    return execa(this.#helm, ['--namespace', this.namespace, ...args], {
      env: { KUBECONFIG: this.#env.KUBECONFIG ?? '' },
      reject: false,
      all: true,
    });
  }

  async close(): Promise<void> {
    await this.kubectl('delete', 'namespace', this.namespace, '--ignore-not-found', '--wait=false');
  }
}
