import { resolve } from 'node:path';
import type { Digest } from '@slipway/image';
import type { Inputs } from '../inputs.ts';
import { isKey } from './signing-inputs.ts';

export interface CosignCall {
  readonly inputs: Pick<Inputs, 'registry' | 'repository' | 'insecure' | 'skipTlsVerify' | 'cosignKey' | 'cosignTlog'>;
  readonly digest: Digest;
  /** A key given as a file is relative to it. */
  readonly workspace: string;
  /** File with the registry's certificate authority; empty where it has none of its own. */
  readonly registryCa: string;
  /** What `cosign sign --help` prints. */
  readonly help: string;
}

/** A key that is given itself is handed on by this variable, as cosign has it with `env://`. */
export const keyVariable = 'COSIGN_PRIVATE_KEY';

/** Arguments of cosign. Neither key, nor password, nor login is among them. */
export function cosignArguments({ inputs, digest, workspace, registryCa, help }: CosignCall): string[] {
  const { registry, repository, insecure, skipTlsVerify, cosignKey, cosignTlog } = inputs;
  // Since version 3 the services come from a file of Sigstore's that is fetched, and the signature is stored in another
  // form, unless told otherwise; versions before do not know the options.
  const later = ['use-signing-config', 'new-bundle-format'].filter((option) => help.includes(`--${option}`));
  return [
    ...['sign', '--yes', '--key', keyPlace(cosignKey, workspace), `--tlog-upload=${cosignTlog}`],
    ...later.map((option) => `--${option}=false`),
    ...(registryCa === '' ? [] : [`--registry-cacert=${registryCa}`]),
    ...(skipTlsVerify ? ['--allow-insecure-registry'] : []),
    ...(insecure ? ['--allow-http-registry'] : []),
    `${registry}/${repository}@${digest}`,
  ];
}

function keyPlace(key: string, workspace: string): string {
  if (isKey(key)) return `env://${keyVariable}`;
  return /^[a-z0-9]+:\/\//.test(key) ? key : resolve(workspace, key);
}

/** The sentence in which cosign says why it failed. */
export function cosignReason(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const said = lines.find((line) => line.startsWith('Error: ')) ?? lines.at(-1) ?? 'it said nothing';
  return said.replace(/^Error: /, '').slice(0, 500);
}
