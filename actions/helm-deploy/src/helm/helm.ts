import { type Context, type ProcessOptions, requireProgram, runProcess } from '@slipway/runner';
import { DeployFailure } from '../failure.ts';
import { outlast } from '../outage.ts';
import { errorOf, explained } from './last-words.ts';
import { type ManifestObject, readManifest } from './manifest.ts';
import { isOutage } from './outage.ts';

/** One entry of `helm history`. */
export interface HistoryEntry {
  readonly revision: number;
  readonly status: string;
  readonly description: string;
  readonly updated: string;
}

/** Calls Helm 3 or 4 for one release, and reads what it prints; judges nothing. Waits for an API server that is away for a moment. */
export interface Helm {
  readonly version: string;
  lint(chart: string, values: readonly string[]): Promise<string[]>;
  /** Applies the chart and does not wait. */
  upgrade(
    chart: string,
    values: readonly string[],
    /** `signal` ends Helm while it waits for hooks, and with it this call by its reason. */
    options: { readonly description: string; readonly timeout: number; readonly signal: AbortSignal },
  ): Promise<Upgraded>;
  /** Manifests as the API server would take them. */
  dryRun(chart: string, values: readonly string[]): Promise<string>;
  /** The chart's objects, hooks too, made without the cluster; undefined where that cannot be. */
  render(chart: string, values: readonly string[], kubernetesVersion: string): Promise<ManifestObject[] | undefined>;
  /** Oldest first; empty when there is no such release. */
  history(): Promise<HistoryEntry[]>;
  rollback(revision: number, signal?: AbortSignal): Promise<void>;
  uninstall(): Promise<void>;
  manifest(revision: number): Promise<ManifestObject[]>;
  /** The values that were given for a revision; not those of its chart. */
  values(revision: number): Promise<Readonly<Record<string, unknown>>>;
  /** All hooks of a revision; undefined when Helm does not have it (yet). */
  hooks(revision: number): Promise<ManifestObject[] | undefined>;
}

/** A new revision, or what went wrong. */
export type Upgraded =
  | { readonly revision: number; readonly manifest: readonly ManifestObject[] }
  | { readonly error: string };

export interface HelmSettings {
  readonly release: string;
  readonly namespace: string;
  /** Path of a kubeconfig; empty takes what the environment has. */
  readonly kubeconfig: string;
  readonly kubeContext: string;
}

const advice = 'Install Helm 3 or 4 on the runner, or set the variable HELM to its path.';

/**
 * Finds Helm, and begins to ask for its version, which takes as long as loading the client of the cluster.
 * @throws {Failure} where there is none; `version` rejects with `helm-missing` where the program is no Helm, or of another major
 */
export async function startHelm({ env, signal, workspace }: Pick<Context, 'env' | 'signal' | 'workspace'>): Promise<{
  readonly program: string;
  readonly version: Promise<string>;
}> {
  const program = await requireProgram(env.HELM || 'helm', env, advice);
  const version = askVersion(program, { env, signal, cwd: workspace });
  // Whoever waits for it is told; something else may be wrong before.
  version.catch(() => {});
  return { program, version };
}

async function askVersion(program: string, options: ProcessOptions): Promise<string> {
  const version = (await runProcess(program, ['version', '--template={{.Version}}'], options)).stdout.trim();
  if (/^v[34]\./.test(version)) return version;
  throw new DeployFailure({
    code: 'helm-missing',
    headline: `${program} is Helm "${version}"; supported are 3 and 4`,
    advice,
  });
}

export function openHelm(
  { program, version }: { readonly program: string; readonly version: string },
  settings: HelmSettings,
  context: Context,
): Helm {
  const env = { ...context.env, ...(settings.kubeconfig === '' ? {} : { KUBECONFIG: settings.kubeconfig }) };
  const call = (args: readonly string[], signal = context.signal) =>
    runProcess(program, args, { env, signal, cwd: context.workspace });
  const target = [
    '--namespace',
    settings.namespace,
    ...(settings.kubeContext === '' ? [] : ['--kube-context', settings.kubeContext]),
  ];
  const { release } = settings;
  const either = (signal?: AbortSignal) => AbortSignal.any([context.signal, ...(signal ? [signal] : [])]);
  const run = (kind: 'question' | 'change', args: readonly string[], signal?: AbortSignal) =>
    outlast(
      () => call([...args, ...target], either(signal)),
      ({ exitCode, stderr }) => exitCode !== 0 && isOutage(stderr, kind),
      context,
    );
  const succeed = async (kind: 'question' | 'change', what: string, args: readonly string[], signal?: AbortSignal) => {
    const result = await run(kind, args, signal);
    if (result.exitCode !== 0)
      throw new DeployFailure({
        code: 'helm-failed',
        headline: `Helm cannot ${what}`,
        reason: explained(errorOf(result)),
      });
    return result.stdout;
  };

  return {
    version,

    async lint(chart, values) {
      const result = await call(['lint', chart, '--quiet', ...values, ...target]);
      if (result.exitCode === 0) return [];
      const output = `${result.stdout}\n${result.stderr}`;
      const errors = output.split('\n').filter((line) => /\[ERROR\]|^\s*- (at )?'|^- /.test(line));
      return errors.length > 0 ? errors.map((line) => line.replace(/^\[ERROR\]\s*/, '').trim()) : [errorOf(result)];
    },

    async upgrade(chart, values, { description, timeout, signal }) {
      const seconds = `${Math.ceil(timeout / 1000)}s`;
      const args = [
        'upgrade',
        '--install',
        release,
        chart,
        ...values,
        '--description',
        description,
        '--timeout',
        seconds,
        '--output',
        'json',
      ];
      const result = await run('change', args, signal);
      if (result.exitCode !== 0) return { error: errorOf(result) };
      const { version, manifest } = JSON.parse(result.stdout) as { version: number; manifest: string };
      return { revision: version, manifest: readManifest(manifest, settings.namespace) };
    },

    dryRun: (chart, values) =>
      succeed('question', 'render the chart', [
        'upgrade',
        '--install',
        release,
        chart,
        ...values,
        '--dry-run=server',
        '--hide-secret',
      ]),

    async render(chart, values, kubernetesVersion) {
      const args = ['template', release, chart, ...values, '--kube-version', kubernetesVersion, ...target];
      const result = await call(args);
      return result.exitCode === 0 ? readManifest(result.stdout, settings.namespace) : undefined;
    },

    async history() {
      const result = await run('question', ['history', release, '--max', '256', '--output', 'json']);
      if (result.exitCode === 0) return JSON.parse(result.stdout) as HistoryEntry[];
      if (/release: not found/.test(result.stderr)) return [];
      throw new DeployFailure({
        code: 'helm-failed',
        headline: `Helm cannot read the history of ${release}`,
        reason: errorOf(result),
      });
    },

    async rollback(revision, signal) {
      await succeed(
        'change',
        `roll ${release} back to revision ${revision}`,
        ['rollback', release, String(revision)],
        signal,
      );
    },

    async uninstall() {
      await succeed('change', `uninstall ${release}`, ['uninstall', release]);
    },

    async manifest(revision) {
      const text = await succeed('question', `read revision ${revision} of ${release}`, [
        'get',
        'manifest',
        release,
        '--revision',
        String(revision),
      ]);
      return readManifest(text, settings.namespace);
    },

    async values(revision) {
      const args = ['get', 'values', release, '--revision', String(revision), '--output', 'json'];
      const text = await succeed('question', `read the values of revision ${revision} of ${release}`, args);
      return (JSON.parse(text) as Readonly<Record<string, unknown>> | null) ?? {};
    },

    async hooks(revision) {
      const result = await call(['get', 'hooks', release, '--revision', String(revision), ...target]);
      return result.exitCode === 0 ? readManifest(result.stdout, settings.namespace) : undefined;
    },
  };
}
