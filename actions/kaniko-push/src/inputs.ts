import { type IfExists, isRegistryHost, isRepositoryName, parseReference, parseTag, type Tag } from '@slipway/image';
import type { InputReader } from '@slipway/runner';
import { refusedOption } from './kaniko/options.ts';
import { parseResources, type Resources } from './kubernetes/resources.ts';
import { readSigningInputs, type SigningInputs } from './signature/signing-inputs.ts';

export type RuntimeName = 'sandbox' | 'container' | 'kubernetes';

export interface Inputs extends SigningInputs {
  /** `find` builds nothing. */
  readonly action: 'build' | 'find';
  readonly context: string;
  readonly file: string;
  /** Host and optional port. */
  readonly registry: string;
  /** Without the registry's host, with its namespace. */
  readonly repository: string;
  /** At least one. */
  readonly tags: readonly Tag[];
  readonly labels: ReadonlyMap<string, string>;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  readonly target: string;
  readonly platform: string;
  readonly cache: boolean;
  readonly cacheRepository: string;
  /** Milliseconds. */
  readonly cacheTtl: number;
  /** Of the layer cache's registry; the steps of the Dockerfile can read it. */
  readonly cacheUsername: string;
  readonly cachePassword: string;
  readonly registryMirrors: readonly string[];
  /** Host and optional port that the pull login is for. */
  readonly pullRegistry: string;
  /** Of base images; the steps of the Dockerfile can read it. */
  readonly pullUsername: string;
  readonly pullPassword: string;
  /** For looking up and pushing, outside of the build. */
  readonly username: string;
  readonly password: string;
  readonly insecure: boolean;
  readonly skipTlsVerify: boolean;
  /** PEM text, or a path in the workspace. */
  readonly registryCa: string;
  readonly ifExists: IfExists;
  /** Whether an image of the same source is taken instead of building another. */
  readonly reuse: boolean;
  /** Relative to the workspace; what the image is made of besides the context. */
  readonly sourcePaths: readonly string[];
  readonly runtime: 'auto' | RuntimeName;
  readonly executor: string;
  /** Hands the image out of the pod; empty for the usual one. */
  readonly helperImage: string;
  readonly kanikoArgs: readonly string[];
  readonly pushRetry: number;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly resources: Resources;
  readonly sbom: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

const kubernetesName = { pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, allowed: 'a name as Kubernetes allows it' };

export function readInputs(input: InputReader): Inputs {
  const place = readPlace(input);
  const inputs: Inputs = {
    action: input.choice('action', ['build', 'find'], { default: 'build' }),
    context: input.text('context', { default: '.' }),
    file: input.text('file', { default: 'Dockerfile' }),
    ...place,
    tags: readTags(input),
    labels: input.pairs('labels'),
    buildArgs: input.pairs('build-args'),
    secrets: input.pairs('secrets', { secret: true }),
    target: input.text('target'),
    platform: input.text('platform', {
      pattern: /^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/,
      allowed: 'a platform such as linux/amd64 or linux/arm64',
    }),
    cache: input.flag('cache', { default: false }),
    cacheRepository: input.text('cache-repository') || `${place.registry}/${place.repository}-cache`,
    cacheTtl: input.duration('cache-ttl', { default: '336h' }),
    cacheUsername: input.text('cache-username'),
    cachePassword: input.secret('cache-password'),
    registryMirrors: input.list('registry-mirrors'),
    pullRegistry: input.text('pull-registry') || place.registry,
    pullUsername: input.text('pull-username'),
    pullPassword: input.secret('pull-password'),
    username: input.text('username'),
    password: input.secret('password'),
    insecure: input.flag('insecure', { default: false }),
    skipTlsVerify: input.flag('skip-tls-verify', { default: false }),
    registryCa: input.text('registry-ca', { leadingDash: true }),
    ifExists: input.choice('if-exists', ['skip', 'overwrite', 'fail'], { default: 'skip' }),
    reuse: input.flag('reuse', { default: true }),
    sourcePaths: input.list('source-paths', { default: '.' }),
    runtime: input.choice('runtime', ['auto', 'sandbox', 'container', 'kubernetes'], { default: 'auto' }),
    executor: input.text('executor'),
    helperImage: input.text('helper-image'),
    kanikoArgs: input.list('kaniko-args', { separator: 'line', leadingDash: true }),
    pushRetry: input.count('push-retry', { default: 3, max: 20 }),
    namespace: input.text('namespace', kubernetesName),
    serviceAccount: input.text('service-account', kubernetesName),
    resources: readResources(input),
    sbom: input.flag('sbom', { default: false }),
    ...readSigningInputs(input),
    timeout: input.duration('timeout', { default: '30m', max: '6h' }),
  };
  checkTogether(inputs, input);
  return inputs;
}

function readPlace(input: InputReader): { registry: string; repository: string } {
  const rules = {
    required: true,
    allowed: 'a registry such as registry.example.com:5000 or registry.example.com/shop',
  };
  const given = input.text('registry', rules).replace(/\/+$/, '');
  const name = input.text('repository', { required: true, allowed: 'a repository such as bss.index' });
  const [registry = '', ...namespace] = given.split('/');
  if (given !== '' && !given.startsWith('-')) {
    const wrongNamespace = namespace.length > 0 && !isRepositoryName(namespace.join('/'));
    if (!isRegistryHost(registry) || wrongNamespace)
      input.problem('registry', given, `${rules.allowed}, without https://`);
  }
  const repository = [...namespace, name].join('/');
  if (name !== '' && !name.startsWith('-') && !isRepositoryName(name)) {
    input.problem('repository', name, 'lower-case letters, digits, single dots, underscores and dashes, in folders');
  } else if (repository.length > 255) input.problem('repository', repository, '255 characters with its namespace');
  return { registry, repository };
}

function readTags(input: InputReader): Tag[] {
  const tags: Tag[] = [];
  for (const text of input.list('tags', { default: 'latest' })) {
    const tag = parseTag(text);
    if (tag !== undefined) tags.push(tag);
    else if (!text.startsWith('-')) {
      input.problem(
        'tags',
        text,
        'letters, digits, dots, underscores and dashes, 128 at most, no dot or dash at the beginning',
      );
    }
  }
  return [...new Set(tags)];
}

function readResources(input: InputReader): Resources {
  const pairs = input.pairs('resources');
  const { resources, wrong } = parseResources(pairs);
  for (const entry of wrong) {
    input.problem('resources', entry, 'requests or limits, a dot, a resource, =, a quantity: limits.memory=4Gi');
  }
  return resources;
}

function checkTogether(inputs: Inputs, input: InputReader): void {
  if (inputs.action === 'find' && !inputs.reuse) input.problem('reuse', 'false', 'true, as "action" is find');
  for (const path of inputs.sourcePaths) {
    if (!path.startsWith('-') && (path.startsWith('/') || path.split('/').includes('..')))
      input.problem('source-paths', path, 'paths inside the workspace');
  }
  checkLogin('', inputs.username, inputs.password, input);
  checkLogin('pull-', inputs.pullUsername, inputs.pullPassword, input);
  checkLogin('cache-', inputs.cacheUsername, inputs.cachePassword, input);
  if (inputs.pullRegistry !== '' && inputs.pullRegistry !== inputs.registry && !isRegistryHost(inputs.pullRegistry))
    input.problem('pull-registry', inputs.pullRegistry, 'a host with an optional port, without https://');
  if (inputs.registry !== '' && parseReference(inputs.cacheRepository) === undefined) {
    input.problem('cache-repository', inputs.cacheRepository, 'a repository with its registry');
  }
  for (const mirror of inputs.registryMirrors) {
    const isMirror = isRegistryHost(mirror.split('/')[0] ?? '') && !mirror.endsWith('/');
    if (!mirror.startsWith('-') && !isMirror)
      input.problem('registry-mirrors', mirror, 'a host with an optional port, without https://');
  }
  for (const argument of inputs.kanikoArgs) {
    const why = refusedOption(argument);
    if (why !== undefined) input.problem('kaniko-args', argument, why);
  }
  for (const name of inputs.secrets.keys()) {
    if (!/^[A-Za-z0-9_][\w.-]*$/.test(name))
      input.problem('secrets', `${name}=***`, 'names of letters, digits, dots, underscores and dashes');
  }
}

function checkLogin(prefix: string, username: string, password: string, input: InputReader): void {
  if ((username === '') === (password === '')) return;
  const [missing, given] = username === '' ? ['username', 'password'] : ['password', 'username'];
  input.problem(`${prefix}${missing}`, '', `any text, as "${prefix}${given}" is given; or neither of them`);
}
