import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import { askHelper } from './credential-helper.ts';
import { credentialsOf, type DockerConfig, dockerHub, entryFor, parseDockerConfig } from './docker-config.ts';

interface Found {
  readonly credentials: Credentials;
  /** Continues «The login of … is from». */
  readonly source: string;
}

/**
 * The login for the push: that of the inputs, or else what `docker login` left on the runner, in Docker's own order.
 * Undefined where there is none. It is masked, and the log says where it is from.
 */
export async function findLogin(inputs: Inputs, context: Context): Promise<Credentials | undefined> {
  const { registry, repository, username, password } = inputs;
  const given: Found | undefined =
    username === '' ? undefined : { credentials: { username, password }, source: 'the input "username"' };
  const found = given ?? (await findInConfig(registry, repository, context));
  if (found === undefined) {
    context.log.info(`No login for ${registry}: neither "username" nor Docker's config.json has one`);
    return undefined;
  }
  const { credentials, source } = found;
  for (const secret of [credentials.password, credentials.identityToken ?? '']) if (secret !== '') context.mask(secret);
  const kind = credentials.identityToken === undefined ? `"${credentials.username}"` : 'an identity token';
  context.log.info(`The login for ${registry} is ${kind}, from ${source}`);
  return credentials;
}

async function findInConfig(host: string, repository: string, context: Context): Promise<Found | undefined> {
  const { DOCKER_CONFIG, HOME = '' } = context.env;
  const path = join(DOCKER_CONFIG || join(HOME, '.docker'), 'config.json');
  const config = await readConfig(path, context);
  if (config === undefined) return undefined;
  const server = /^(index\.|registry-1\.)?docker\.io$/.test(host) ? dockerHub : host;
  const own = entryFor(config.credHelpers, host, repository);
  for (const helper of new Set([own, config.credsStore].filter((name) => name))) {
    const credentials = await askHelper(helper ?? '', server, context);
    if (credentials !== undefined) return { credentials, source: `docker-credential-${helper} (${path})` };
  }
  const entry = entryFor(config.auths, host, repository);
  const credentials = entry && credentialsOf(entry);
  return credentials && { credentials, source: path };
}

async function readConfig(path: string, context: Context): Promise<DockerConfig | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return parseDockerConfig(text);
  } catch {
    context.log.warning(`${path} is not JSON; no login is taken from it`);
    return undefined;
  }
}
