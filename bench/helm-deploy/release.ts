import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { root } from '../../scripts/paths.ts';
import { type BundleRun, ourBundle, runBundle } from '../bundle.ts';

export type Lab = Readonly<Record<string, string>>;

const chart = join(root, 'test/scenarios/chart');

/** A namespace of its own, in which one release of the scenarios' chart is deployed. */
export class Release {
  readonly namespace = `slipway-bench-${randomBytes(5).toString('hex')}`;
  readonly #lab: Lab;
  readonly #folder: string;

  /** @param folder where workspaces go */
  constructor(lab: Lab, folder: string) {
    this.#lab = lab;
    this.#folder = folder;
  }

  values(values: object): string {
    return stringify({ ...values, image: { registry: this.#lab.REGISTRY } });
  }

  /** Deploys with our bundle, in which a failure is a result. */
  async deploy(major: 3 | 4, values: object, inputs: Readonly<Record<string, string>> = {}): Promise<BundleRun> {
    const workspace = await mkdtemp(join(this.#folder, 'workspace-'));
    await cp(chart, join(workspace, 'chart'), { recursive: true });
    await mkdir(join(workspace, 'appConfig/dev'), { recursive: true });
    await writeFile(join(workspace, 'appConfig/dev/web.yml'), 'greeting: hello\n');
    await writeFile(join(workspace, 'dev.yaml'), '{}\n');
    const usual = {
      ...{ app: 'web', project: 'bench', env: 'dev', tag: '1', namespace: this.namespace, 'create-namespace': 'true' },
      ...{ registry: `${this.#lab.REGISTRY}/library`, 'image-repository': 'busybox', values: this.values(values) },
    };
    const env = { HELM: this.#lab[`HELM${major}`] ?? '', KUBECONFIG: this.#lab.KUBECONFIG ?? '' };
    const step = { bundle: ourBundle('helm-deploy'), inputs: { ...usual, ...inputs }, workspace, env, mayFail: true };
    const ran = await runBundle(step, this.#folder);
    await rm(workspace, { recursive: true });
    return ran;
  }

  /** Deploys with Helm alone; returns its exit code. */
  async helm(major: 3 | 4, values: object): Promise<number> {
    const file = join(this.#folder, `${this.namespace}.yaml`);
    await writeFile(file, this.values(values));
    const args = ['upgrade', '--install', 'web', chart, '--namespace', this.namespace, '--create-namespace', '--wait'];
    const { exitCode } = await execa(this.#lab[`HELM${major}`] ?? '', [...args, `--values=${file}`], {
      env: { KUBECONFIG: this.#lab.KUBECONFIG ?? '' },
      reject: false,
    });
    return exitCode ?? 1;
  }

  async close(): Promise<void> {
    await this.kubectl('delete', 'namespace', this.namespace, '--ignore-not-found', '--wait=false');
  }

  async kubectl(...args: readonly string[]): Promise<string> {
    const options = { env: { KUBECONFIG: this.#lab.KUBECONFIG ?? '' }, reject: false };
    return (await execa(this.#lab.KUBECTL ?? '', [...args], options)).stdout;
  }
}
