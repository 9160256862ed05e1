import { type Digest, isRepositoryName, parseDigest, parseTag, type Tag } from '@slipway/image';
import type { InputReader } from '@slipway/runner';

export type DeployAction = 'deploy' | 'rollback' | 'uninstall' | 'status';

export interface Inputs {
  readonly action: DeployAction;
  readonly app: string;
  readonly project: string;
  readonly env: string;
  /** For an inventory. */
  readonly environments: readonly string[];
  /** Relative to the workspace; empty takes a file below RUNNER_TEMP. */
  readonly inventoryPage: string;
  readonly tag: Tag;
  readonly digest: Digest | undefined;
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly release: string;
  readonly workingDirectory: string;
  readonly chart: string;
  readonly valueFiles: readonly string[];
  readonly values: string;
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setFile: ReadonlyMap<string, string>;
  readonly appConfig: string;
  readonly registry: string;
  readonly registryLogin: { readonly username: string; readonly password: string } | undefined;
  /** Allows plain HTTP. */
  readonly insecure: boolean;
  readonly skipTlsVerify: boolean;
  /** PEM, or the path of a file in the workspace; empty when not given. */
  readonly registryCa: string;
  readonly imageRepository: string;
  readonly verifyImage: boolean;
  readonly ingressPaths: readonly string[];
  readonly kubeconfig: string;
  readonly kubeContext: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly onFailure: 'rollback' | 'keep';
  readonly onFirstFailure: 'remove' | 'keep';
  readonly healthUrl: string;
  /** Milliseconds. */
  readonly bakeTime: number;
  readonly maxRestarts: number;
  /** Milliseconds. */
  readonly schedulingGrace: number;
  readonly recoverPending: boolean;
  readonly dryRun: boolean;
  /** 0 when not given. */
  readonly revision: number;
  /** For status: what never ran, or whose digest nobody knows, is a failure. */
  readonly requireProven: boolean;
}

// RFC 1123 labels, as Kubernetes names services and namespaces; Helm allows 53 characters for a release.
const label = {
  pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  allowed: 'lower-case letters, digits and -, such as index',
};

export function readInputs(input: InputReader): Inputs {
  const action = input.choice('action', ['deploy', 'rollback', 'uninstall', 'status'], { default: 'deploy' });
  const app = input.text('app', { required: action !== 'status', ...label });
  const project = input.text('project', label);
  const isInventory = action === 'status' && app === '';
  if (isInventory && project === '') input.problem('project', '', 'a project, whose inventory is taken, or an app');
  const env = input.text('env', label);
  const namespace = input.text('namespace', label) || (project && env ? `${project}-${env}` : '');
  if (namespace === '' && !isInventory) input.problem('namespace', '', 'a namespace, or both project and env');
  if (namespace.length > 63) input.problem('namespace', namespace, '63 characters at most');
  const release = input.text('release', label) || app;
  if (release.length > 53) input.problem('release', release, '53 characters at most');

  const tag = input.text('tag', { default: 'latest', leadingDash: true });
  const parsedTag = parseTag(tag);
  if (parsedTag === undefined)
    input.problem('tag', tag, 'letters, digits, _ . and -, 128 at most, not beginning with . or -');
  const digest = input.text('digest');
  const parsedDigest = digest === '' ? undefined : parseDigest(digest);
  if (digest !== '' && parsedDigest === undefined) input.problem('digest', digest, 'sha256: and 64 hexadecimal digits');
  const imageRepository = input.text('image-repository', { leadingDash: true });
  if (imageRepository !== '' && !isRepositoryName(imageRepository))
    input.problem('image-repository', imageRepository, 'the name of a repository, such as bss.index');

  const username = input.text('registry-username');
  const password = input.secret('registry-password');
  if ((username === '') !== (password === '')) {
    input.problem('registry-username', username, 'a user together with registry-password, or neither');
  }
  const healthUrl = input.text('health-url', { pattern: /^https?:\/\/[^\s]+$/, allowed: 'an http or https address' });

  return {
    action,
    app,
    project,
    env,
    environments: input.list('environments', { default: 'dev, test, stage, prod', ...label }),
    inventoryPage: input.text('inventory-page'),
    tag: parsedTag ?? ('latest' as Tag),
    digest: parsedDigest,
    namespace,
    createNamespace: input.flag('create-namespace', { default: false }),
    release,
    workingDirectory: input.text('working-directory', { default: '.' }),
    chart: input.text('chart'),
    valueFiles: input.list('value-files'),
    values: input.text('values', { leadingDash: true }),
    set: input.list('set', { separator: 'line' }),
    setString: input.list('set-string', { separator: 'line' }),
    setFile: input.pairs('set-file'),
    appConfig: input.text('app-config'),
    registry: input.text('registry').replace(/\/+$/, ''),
    registryLogin: username === '' ? undefined : { username, password },
    insecure: input.flag('insecure', { default: false }),
    skipTlsVerify: input.flag('skip-tls-verify', { default: false }),
    registryCa: input.text('registry-ca', { leadingDash: true }),
    imageRepository: imageRepository || (project ? `${project}.${app}` : app),
    verifyImage: input.flag('verify-image', { default: true }),
    ingressPaths: input.list('ingress-paths', {
      default: `/${app}`,
      pattern: /^\/\S*$/,
      allowed: 'a path such as /index',
    }),
    kubeconfig: input.secret('kubeconfig'),
    kubeContext: input.text('kube-context'),
    timeout: input.duration('timeout', { default: '10m', max: '6h' }),
    onFailure: input.choice('on-failure', ['rollback', 'keep'], { default: 'rollback' }),
    onFirstFailure: input.choice('on-first-failure', ['remove', 'keep'], { default: 'remove' }),
    healthUrl,
    bakeTime: input.duration('bake-time', { default: '0s', max: '1h' }),
    maxRestarts: input.count('max-restarts', { default: 0 }),
    schedulingGrace: input.duration('scheduling-grace', { default: '60s', max: '1h' }),
    recoverPending: input.flag('recover-pending', { default: true }),
    dryRun: input.flag('dry-run', { default: false }),
    revision: input.count('revision', { default: 0, min: 1 }),
    requireProven: input.flag('require-proven', { default: false }),
  };
}
