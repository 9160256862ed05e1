import { isLoopback } from '@slipway/image';
import type { Inputs } from '../inputs.ts';

/** Where things are for kaniko, in the file system it sees. */
export interface Places {
  /** `dir:///kaniko/buildcontext` or `tar://stdin`. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  /** Folder for the image as an OCI layout. kaniko never pushes it: the login for that stays out of the build. */
  readonly layout: string;
  /** File with the registry's certificate authority. */
  readonly registryCa?: string;
}

/**
 * kaniko's arguments, fast by default: a snapshot by time and size instead of by content, and with a cache also the
 * layers of COPY, without which even a full hit unpacks the base image.
 */
export function kanikoArguments(inputs: Inputs, places: Places): string[] {
  const list = (option: string, values: Iterable<string>) => Array.from(values, (value) => `--${option}=${value}`);
  const pairs = (option: string, values: ReadonlyMap<string, string>) =>
    Array.from(values, ([name, value]) => `--${option}=${name}=${value}`);
  const given = (option: string) => inputs.kanikoArgs.some((argument) => argument.split('=')[0] === `--${option}`);
  const optional = (option: string, value: string | undefined) => (value ? [`--${option}=${value}`] : []);
  const mirrors = inputs.registryMirrors.map((mirror) => mirror.split('/')[0] ?? '');
  const trusted = new Set([inputs.registry, ...mirrors]);
  return [
    `--context=${places.context}`,
    `--dockerfile=${places.dockerfile}`,
    '--no-push',
    `--oci-layout-path=${places.layout}`,
    ...(given('snapshot-mode') ? [] : ['--snapshot-mode=redo']),
    ...(inputs.cache ? cacheArguments(inputs) : []),
    ...pairs('build-arg', inputs.buildArgs),
    ...pairs('label', inputs.labels),
    ...optional('target', inputs.target),
    ...optional('custom-platform', inputs.platform),
    ...list('registry-mirror', inputs.registryMirrors),
    ...list(
      'insecure-registry',
      new Set([...mirrors.filter(isLoopback), ...(inputs.insecure ? [inputs.registry] : [])]),
    ),
    ...(inputs.skipTlsVerify ? list('skip-tls-verify-registry', trusted) : []),
    ...(places.registryCa === undefined ? [] : [`--registry-certificate=${inputs.registry}=${places.registryCa}`]),
    ...inputs.kanikoArgs,
  ];
}

function cacheArguments(inputs: Inputs): string[] {
  return [
    '--cache=true',
    `--cache-repo=${inputs.cacheRepository}`,
    `--cache-ttl=${Math.max(1, Math.round(inputs.cacheTtl / 1000))}s`,
    '--cache-copy-layers',
  ];
}
