import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Context, InputReader } from '@slipway/runner';
import { ToolFailure } from '../failure.ts';
import { proxiesOf } from './proxies.ts';
import {
  type Mirror,
  parseMirror,
  parseServer,
  type Server,
  settingsArguments,
  settingsVariables,
  settingsXml,
} from './settings.ts';

/** How Maven gets its artifacts, the same in every action that runs it. */
export interface SettingsInputs {
  /** Path of a settings.xml, or its content; empty takes the runner's own. */
  readonly settings: string;
  readonly servers: readonly Server[];
  readonly mirrors: readonly Mirror[];
}

/** What a Maven run gets: arguments that name settings files, and variables that those refer to. */
export interface WrittenSettings {
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** @param prefix What the inputs' names begin with, where not all of the action is Maven: `maven-`. */
export function readSettingsInputs(input: InputReader, prefix = ''): SettingsInputs {
  const servers = 'id=user:password, one on each line';
  const mirrors = 'id=url or id=url mirrorOf, with an http(s) or file url';
  return {
    settings: input.text(`${prefix}settings`),
    servers: readPairs(input, `${prefix}servers`, parseServer, servers, true),
    mirrors: readPairs(input, `${prefix}mirrors`, parseMirror, mirrors, false),
  };
}

function readPairs<Entry>(
  input: InputReader,
  name: string,
  parse: (id: string, text: string) => Entry | undefined,
  allowed: string,
  secret: boolean,
): Entry[] {
  return [...input.pairs(name, { secret })].flatMap(([id, text]) => {
    const entry = parse(id, text);
    if (entry === undefined) input.problem(name, secret ? `${id}=***` : `${id}=${text}`, allowed);
    return entry === undefined ? [] : [entry];
  });
}

/**
 * Writes what the inputs and the environment's proxies say into a settings.xml; without either nothing is written. Proxies of
 * the user's own settings come before those of the environment.
 * @param prefix As {@link readSettingsInputs} has it, for what is said about a wrong one.
 * @throws {ToolFailure} `no-settings`
 */
export async function writeSettings(
  { settings, servers, mirrors }: SettingsInputs,
  context: Context,
  workspace: string,
  prefix = '',
): Promise<WrittenSettings> {
  const given = await givenSettings(settings, context, workspace, prefix);
  const own = join(context.env.HOME ?? homedir(), '.m2/settings.xml');
  const users = given ?? ((await isFile(own)) ? own : undefined);
  const proxies = users !== undefined && (await hasProxies(users)) ? [] : proxiesOf(context.env);
  if (servers.length + mirrors.length + proxies.length === 0) {
    return { args: settingsArguments(undefined, given), variables: {} };
  }
  for (const { password } of [...servers, ...proxies]) if (password !== '') context.mask(password);
  const path = await context.secretFile('settings.xml', settingsXml({ servers, mirrors, proxies }));
  return { args: settingsArguments(path, users), variables: settingsVariables({ servers, proxies }) };
}

async function givenSettings(
  settings: string,
  context: Context,
  workspace: string,
  prefix: string,
): Promise<string | undefined> {
  if (settings === '') return undefined;
  if (settings.startsWith('<')) return context.secretFile('given-settings.xml', settings);
  const path = resolve(workspace, settings);
  if (await isFile(path)) return path;
  throw new ToolFailure({
    code: 'no-settings',
    headline: `Bad input: ${prefix}settings: "${settings}" given; allowed: the path of a settings.xml, or its content`,
  });
}

/** Text search is enough: where it is wrong, Maven takes the proxies of the settings itself. */
async function hasProxies(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /<proxy>/.test(text.replace(/<!--[\s\S]*?-->/g, ''));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
