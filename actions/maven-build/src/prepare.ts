import { mkdir, readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { allOf, type DeliverScript, findDeliverScript, isFile, requireProject } from '@slipway/build-result';
import type { Context } from '@slipway/runner';
import { MavenFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { requireJdk, withJdk } from './maven/jdk.ts';
import { jvmOptions } from './maven/jvm-options.ts';
import { findMaven, type MavenProgram } from './maven/program.ts';
import { serverVariables, settingsArguments, settingsXml } from './maven/settings.ts';

/** Everything that Maven needs, found and checked before it starts. */
export interface Preparation {
  /** Absolute paths without symbolic links. */
  readonly workspace: string;
  readonly folder: string;
  readonly maven: MavenProgram;
  readonly settings: readonly string[];
  /** Local repository, when it was asked for. */
  readonly repository: string | undefined;
  readonly script: DeliverScript | undefined;
  /** The environment of the delivery script and the tests' JVMs. */
  readonly env: Readonly<Record<string, string>>;
  /** The same with the credentials of `servers`, and options for Maven's JVM. */
  readonly mavenEnv: Readonly<Record<string, string>>;
}

/** @throws {Failure} naming everything that is wrong, all at once. */
export async function prepare(inputs: Inputs, context: Context): Promise<Preparation> {
  for (const server of inputs.servers) context.mask(server.password);
  const workspace = await realpath(context.workspace);
  const folder = await requireProject(inputs.workingDirectory, workspace, 'pom.xml');
  const cache = context.env.RUNNER_TOOL_CACHE || join(context.temp, 'tools');
  const source = { repository: inputs.mavenRepository, cache, signal: context.signal };
  const jdk = inputs.javaVersion === '' ? undefined : requireJdk(inputs.javaVersion, context.env);
  const [[env, maven], script, settings] = await allOf([
    (async () => {
      const env = withJdk(context.env, await jdk);
      return [env, await findMaven(folder, workspace, env, source)] as const;
    })(),
    inputs.deliverScript === '' ? undefined : findDeliverScript(inputs.deliverScript, folder, workspace),
    writeSettings(inputs, context, workspace),
  ]);
  const repository = inputs.cache === '' ? undefined : resolve(workspace, inputs.cache);
  if (repository !== undefined) await mkdir(repository, { recursive: true });
  const options = await jvmOptions(folder, workspace, env);
  const quick = options === undefined ? {} : { MAVEN_OPTS: options };
  const mavenEnv = { ...env, ...quick, ...serverVariables(inputs.servers) };
  return { workspace, folder, maven, settings, repository, script, env, mavenEnv };
}

async function writeSettings(inputs: Inputs, context: Context, workspace: string): Promise<string[]> {
  const { servers, mirrors } = inputs;
  const given = await givenSettings(inputs.settings, context, workspace);
  if (servers.length === 0 && mirrors.length === 0) return settingsArguments(undefined, given);
  const own = join(context.env.HOME ?? homedir(), '.m2/settings.xml');
  const users = given ?? ((await isFile(own)) ? own : undefined);
  return settingsArguments(await context.secretFile('settings.xml', settingsXml(servers, mirrors)), users);
}

async function givenSettings(settings: string, context: Context, workspace: string): Promise<string | undefined> {
  if (settings === '') return undefined;
  if (settings.startsWith('<')) return context.secretFile('given-settings.xml', settings);
  const path = resolve(workspace, settings);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined) return path;
  throw new MavenFailure({
    code: 'no-settings',
    headline: `Bad input: settings: "${settings}" given; allowed: the path of a settings.xml, or its content`,
  });
}
