import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import type { ChosenManager } from './choose.ts';

const variable = 'SLIPWAY_REGISTRY_TOKEN';

/**
 * Variables for the installation alone: with them it asks the registry of the input, with the token. The token itself is in the
 * environment; the file names only the variable, which npm, pnpm and yarn 1 replace when they read it.
 */
export async function loginVariables(
  { registryUrl, token }: Pick<Inputs, 'registryUrl' | 'token'>,
  manager: ChosenManager,
  context: Context,
): Promise<Record<string, string>> {
  if (registryUrl === '') return {};
  const login = token === '' ? {} : { [variable]: token };
  if (manager.isBerry) {
    const server = { YARN_NPM_REGISTRY_SERVER: registryUrl, ...(token === '' ? {} : { YARN_NPM_AUTH_TOKEN: token }) };
    // Yarn refuses plain HTTP but for hosts that it is told of.
    const { protocol, hostname } = new URL(registryUrl);
    return protocol === 'https:' ? server : { ...server, YARN_UNSAFE_HTTP_WHITELIST: hostname };
  }
  const own = context.env.NPM_CONFIG_USERCONFIG ?? join(context.env.HOME ?? homedir(), '.npmrc');
  const text = npmrc(registryUrl, token !== '');
  const before = await readFile(own, 'utf8').catch(() => '');
  const file = await context.secretFile('npmrc', `${before.trimEnd()}\n${text}`);
  // npm takes the variable in either case, and the lower one first.
  return { ...login, NPM_CONFIG_USERCONFIG: file, npm_config_userconfig: file, npm_config_registry: registryUrl };
}

/** The registry and its login, without the token itself. */
export function npmrc(registryUrl: string, hasToken: boolean): string {
  const url = registryUrl.replace(/\/*$/, '/');
  const lines = [`registry=${url}`];
  if (hasToken) lines.push(`${url.replace(/^https?:/, '')}:_authToken=\${${variable}}`, 'always-auth=true');
  return `${lines.join('\n')}\n`;
}
