import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MavenFailure } from '../failure.ts';

export interface Jdk {
  readonly home: string;
  readonly version: string;
}

type Environment = Readonly<Record<string, string>>;

/**
 * Finds an installed JDK of a version: `17` takes any 17.x, `17.0.15` that one. The `JAVA_HOME_<major>_<arch>`
 * variables of GitHub's runner images come first, then the folders where packages, tool caches and SDKMAN put JDKs.
 * @throws {MavenFailure} `no-java`, listing what was found.
 */
export async function requireJdk(version: string, env: Environment): Promise<Jdk> {
  const jdks = await installedJdks(env);
  const chosen = chooseJdk(jdks, version);
  if (chosen !== undefined) return chosen;
  const found = jdks.map((jdk) => `- ${jdk.version} in ${jdk.home}`);
  throw new MavenFailure({
    code: 'no-java',
    headline: `Bad input: java-version: "${version}" given; allowed: a JDK that is on this runner`,
    reason: found.length === 0 ? 'No JDK was found.' : `Found:\n${found.join('\n')}`,
    advice: `Install JDK ${version} on the runner, or set JAVA_HOME_${version.split('.')[0]}_X64 to its folder.`,
  });
}

/** The first JDK of the version, in the order they were found. `1.8` and `8` are the same. */
export function chooseJdk(jdks: readonly Jdk[], wanted: string): Jdk | undefined {
  const modern = (version: string) => version.replace(/^1\.(?=\d)/, '').replace('_', '.');
  return jdks.find(({ version }) => `${modern(version)}.`.startsWith(`${modern(wanted)}.`));
}

async function installedJdks(env: Environment): Promise<Jdk[]> {
  const named = Object.keys(env).filter((name) => /^JAVA_HOME(_\d+_\w+)?$/.test(name));
  const homes = [...named.map((name) => env[name] ?? ''), ...(await commonFolders(env))];
  const jdks = new Map<string, Jdk>();
  for (const home of homes) {
    const version = await jdkVersion(home);
    if (version !== undefined && !jdks.has(home)) jdks.set(home, { home, version });
  }
  return [...jdks.values()];
}

async function commonFolders(env: Environment): Promise<string[]> {
  const home = env.HOME ?? homedir();
  const parents = ['/usr/lib/jvm', '/opt/java', '/opt/jdk', join(home, '.sdkman/candidates/java'), join(home, '.jdks')];
  const direct = (await Promise.all(parents.map((parent) => children(parent)))).flat();
  const toolCache = env.RUNNER_TOOL_CACHE ?? '/opt/hostedtoolcache';
  // setup-java: Java_<distribution>_jdk/<version>/<arch>
  const distributions = (await children(toolCache)).filter((folder) => /\/Java_[^/]*$/.test(folder));
  const versions = (await Promise.all(distributions.map((folder) => children(folder)))).flat();
  const cached = (await Promise.all(versions.map((folder) => children(folder)))).flat();
  return [...direct, '/opt/java/openjdk', ...cached];
}

async function children(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.sort().map((name) => join(folder, name));
}

/** The version in the `release` file that every JDK since 7 has; undefined when there is no compiler. */
async function jdkVersion(home: string): Promise<string | undefined> {
  if (home === '' || !(await isFile(join(home, 'bin/javac')))) return undefined;
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  return /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1];
}

/** The environment for Maven: with the chosen JDK, which goes first on PATH for the delivery script and for tests. */
export function withJdk(env: Environment, jdk: Jdk | undefined): Record<string, string> {
  if (jdk === undefined) return { ...env };
  return { ...env, JAVA_HOME: jdk.home, PATH: [join(jdk.home, 'bin'), env.PATH ?? ''].join(delimiter) };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
