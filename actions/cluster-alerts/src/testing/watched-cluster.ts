import { readFile } from 'node:fs/promises';
import { Failure } from '@slipway/findings';
import { environment } from '@slipway/lab';
import { readFrom } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { ExecaError, execa } from 'execa';
import type { Alert } from '../alerts/alert.ts';
import { confirm } from '../confirm.ts';
import { readInputs } from '../inputs.ts';
import { type Outputs, run } from '../run.ts';

export interface Look {
  readonly context: TestContext;
  readonly outputs: Outputs;
  readonly alerts: readonly Alert[];
}

/** A namespace of the lab's cluster, and a user who may do what examples/cluster-alerts/rbac.yaml says and nothing else. */
export class WatchedCluster {
  readonly namespace: string;
  readonly #env: Record<string, string>;
  readonly #kubeconfig: string;

  private constructor(namespace: string, env: Record<string, string>, kubeconfig: string) {
    this.namespace = namespace;
    this.#env = env;
    this.#kubeconfig = kubeconfig;
  }

  static async open(): Promise<WatchedCluster> {
    const env = await environment();
    const namespace = `slipway-alerts-${process.pid}-${Math.random().toString(36).slice(2, 7)}`;
    const manifest = new URL('../../../../examples/cluster-alerts/rbac.yaml', import.meta.url);
    const apply = async () => kubectl(env, ['apply', '--filename', '-'], await readFile(manifest, 'utf8'));
    // Test files that begin at the same moment make the same objects: what one is too late to make, it finds.
    await apply().catch((error: unknown) => {
      if (!(error instanceof ExecaError && error.message.includes('AlreadyExists'))) throw error;
      return apply();
    });
    await kubectl(env, ['create', 'namespace', namespace]);
    return new WatchedCluster(namespace, env, await kubeconfigOf(env, 'cluster-alerts', 'slipway'));
  }

  /** The kubeconfig of a new user who may do nothing. */
  async nobody(): Promise<string> {
    await this.kubectl(['create', 'serviceaccount', 'nobody']);
    return kubeconfigOf(this.#env, 'nobody', this.namespace);
  }

  /** Makes objects, such as events of the past. */
  async create(...items: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    await this.kubectl(['create', '--filename', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  }

  kubectl(args: readonly string[], input = ''): Promise<string> {
    return kubectl(this.#env, ['--namespace', this.namespace, ...args], input);
  }

  /** An image of the lab's registry. */
  image(name: string): string {
    return `${this.#env.REGISTRY}/library/${name}`;
  }

  /** A pod of service `name` whose only container runs a shell command. */
  async runPod(name: string, command: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const container = { name: 'app', image: this.image('busybox:1'), command: ['sh', '-c', command] };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { app: name } },
      spec: { terminationGracePeriodSeconds: 0, containers: [{ ...container, ...more }] },
    };
    await this.kubectl(['apply', '--filename', '-'], JSON.stringify(pod));
  }

  /**
   * A Node object without a kubelet, ready until the node lifecycle controller finds it silent, where nothing can be scheduled. It
   * is gone after the test.
   */
  async addNode(name: string, { onTestFinished }: { onTestFinished(done: () => Promise<void>): void }): Promise<void> {
    onTestFinished(async () => {
      await this.kubectl(['delete', 'node', name, '--ignore-not-found']);
      await this.kubectl(['delete', 'events', '--namespace=default', `--field-selector=involvedObject.name=${name}`]);
    });
    await this.create({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: { unschedulable: true } });
    const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];
    await this.setConditions(name, { Ready: 'True', ...Object.fromEntries(types.map((type) => [type, 'False'])) });
  }

  async setConditions(node: string, conditions: Readonly<Record<string, 'True' | 'False'>>): Promise<void> {
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const list = Object.entries(conditions).map(([type, status]) => ({
      ...{ type, status, reason: 'SetByATest', message: `${type} is ${status}` },
      ...{ lastHeartbeatTime: now, lastTransitionTime: now },
    }));
    const patch = JSON.stringify({ status: { conditions: list } });
    await this.kubectl(['patch', 'node', node, '--subresource=status', `--patch=${patch}`]);
  }

  /** An event as a kubelet writes it about its node. */
  async addNodeEvent(node: string, reason: string, message: string): Promise<void> {
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const event = {
      ...{ apiVersion: 'v1', kind: 'Event', metadata: { name: `${node}.${Date.now()}`, namespace: 'default' } },
      ...{ involvedObject: { kind: 'Node', name: node, uid: node }, source: { component: 'kubelet', host: node } },
      ...{ reason, message, type: 'Warning', count: 1, firstTimestamp: now, lastTimestamp: now },
    };
    await this.kubectl(['create', '--namespace=default', '--filename', '-'], JSON.stringify(event));
  }

  context(): TestContext {
    return testContext({ environment: { ...this.#env, KUBECONFIG: '' } });
  }

  /** Runs the action as that user, and as a job that goes well unless `isTold` is false. */
  async look(given: Readonly<Record<string, string>>, { context = this.context(), isTold = true } = {}): Promise<Look> {
    const usual = { kubeconfig: this.#kubeconfig, namespaces: this.namespace, nodes: 'false' };
    const read = () => readFrom((name) => ({ ...usual, ...given })[name] ?? '', readInputs);
    const outputs = await run(read(), context);
    if (isTold) await confirm(context, read);
    return { context, outputs, alerts: JSON.parse(outputs.alerts) as Alert[] };
  }

  async failure(given: Readonly<Record<string, string>>): Promise<Failure> {
    const found = await this.look(given).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(found instanceof Failure)) throw new Error(`no Failure but ${found}`);
    return found;
  }

  async close(): Promise<void> {
    await kubectl(this.#env, ['delete', 'namespace', this.namespace, '--wait=false']);
  }
}

async function kubeconfigOf(
  env: Readonly<Record<string, string>>,
  account: string,
  namespace: string,
): Promise<string> {
  const token = await kubectl(env, ['create', 'token', account, '--namespace', namespace]);
  const config = JSON.parse(await kubectl(env, ['config', 'view', '--raw', '--minify', '--output', 'json'])) as {
    users: { user: unknown }[];
  };
  for (const user of config.users) user.user = { token };
  return JSON.stringify(config);
}

async function kubectl(env: Readonly<Record<string, string>>, args: readonly string[], input = ''): Promise<string> {
  const { stdout } = await execa(env.KUBECTL ?? '', args, { env: { KUBECONFIG: env.KUBECONFIG ?? '' }, input });
  return stdout;
}
