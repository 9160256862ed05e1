import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, toTag } from '@slipway/image';
import { type Credentials, type Registry, RegistryFailure } from '@slipway/registry';
import { type Context, findProgram, type ProcessResult, runProcess } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import { loginFile } from '../kaniko/logins.ts';
import { cosignArguments, cosignReason, keyVariable } from './cosign.ts';
import { isKey } from './signing-inputs.ts';

/** Milliseconds; cosign itself gives up after three minutes. */
const patience = 240_000;

export interface Signing {
  readonly inputs: Inputs;
  readonly registry: Registry;
  readonly login: Credentials | undefined;
  /** PEM, or empty. */
  readonly registryCa: string;
}

/**
 * Has cosign sign the image in the registry, unless a signature is there already, and says whether one is there now.
 * Undefined where no key is given. What does not work is a warning: no image is held up by it.
 */
export async function signImage(signing: Signing, digest: Digest, context: Context): Promise<boolean | undefined> {
  const { inputs, registry } = signing;
  if (inputs.cosignKey === '') return undefined;
  const image = `${inputs.repository}@${digest}`;
  try {
    if (await isSigned(registry, inputs.repository, digest)) {
      context.log.info(`${image} is signed already`);
      return true;
    }
    const why = await callCosign(signing, digest, context);
    if (why === undefined) {
      context.log.info(`${image} is signed`);
      return true;
    }
    context.log.warning(`No signature of ${image}: ${why}`);
  } catch (error) {
    if (context.signal.aborted || !(error instanceof Error)) throw error;
    context.log.warning(`No signature of ${image}: ${error.message}`);
  }
  return false;
}

/** cosign keeps signatures under a tag that is made of the digest. */
async function isSigned(registry: Registry, repository: string, digest: Digest): Promise<boolean> {
  const tag = toTag(`${digest.replace(':', '-')}.sig`);
  try {
    return (await registry.headManifest(repository, tag)) !== undefined;
  } catch (error) {
    if (error instanceof RegistryFailure) return false;
    throw error;
  }
}

/** Undefined when it worked, else why it did not. */
async function callCosign(
  { inputs, login, registryCa }: Signing,
  digest: Digest,
  context: Context,
): Promise<string | undefined> {
  const cosign = await findProgram(context.env.COSIGN || 'cosign', context.env);
  if (cosign === undefined) return 'the program cosign is not on PATH';
  const folder = await context.scratchFolder('cosign');
  try {
    const logins = new Map(login === undefined ? [] : [[inputs.registry, login]]);
    await writeFile(join(folder, 'config.json'), loginFile(logins), { mode: 0o600 });
    const authority = registryCa === '' ? '' : join(folder, 'registry-ca.pem');
    if (authority !== '') await writeFile(authority, registryCa, { mode: 0o600 });
    const env = { ...context.env, ...secretsOf(inputs, context), DOCKER_CONFIG: folder };
    const call = (args: readonly string[]): Promise<ProcessResult> =>
      runProcess(cosign, args, { env, cwd: context.workspace, signal: context.signal, timeout: patience });
    const { stdout, stderr: more } = await call(['sign', '--help']);
    const help = stdout + more;
    const args = cosignArguments({ inputs, digest, workspace: context.workspace, registryCa: authority, help });
    const { exitCode, stderr, timedOut } = await call(args);
    if (exitCode === 0) return undefined;
    return timedOut ? `cosign was not done after ${patience / 60_000} min` : cosignReason(stderr);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without a password in its environment cosign would ask for one. */
function secretsOf({ cosignKey, cosignPassword }: Inputs, { env }: Context): Record<string, string> {
  return {
    COSIGN_PASSWORD: cosignPassword || (env.COSIGN_PASSWORD ?? ''),
    ...(isKey(cosignKey) ? { [keyVariable]: cosignKey } : {}),
  };
}
