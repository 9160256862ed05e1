import { mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { allOf, type DeliverScript, findDeliverScript, requireProject } from '@slipway/build-result';
import type { Context } from '@slipway/runner';
import { findMaven, type MavenProgram, writeSettings } from '@slipway/toolchain';
import type { Inputs } from './inputs.ts';
import { requireJdk, withJdk } from './maven/jdk.ts';
import { jvmOptions } from './maven/jvm-options.ts';

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
  /** The same with the credentials of servers and proxies, and options for Maven's JVM. */
  readonly mavenEnv: Readonly<Record<string, string>>;
}

/** @throws {Failure} naming everything that is wrong, all at once. */
export async function prepare(inputs: Inputs, context: Context): Promise<Preparation> {
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
  const mavenEnv = { ...env, ...quick, ...settings.variables };
  return { workspace, folder, maven, settings: settings.args, repository, script, env, mavenEnv };
}
