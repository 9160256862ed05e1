import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { findProgram } from '@slipway/runner';
import { fetchArchive } from '../archive.ts';
import { ToolFailure } from '../failure.ts';
import type { MavenArtifact, ToolSource } from '../maven-artifact.ts';

export interface MavenProgram {
  readonly program: string;
  /** Arguments before Maven's own. */
  readonly prefix: readonly string[];
  /** What the log says about the choice. */
  readonly described: string;
}

type Environment = Readonly<Record<string, string>>;

/** Exact, so that a build today and tomorrow is the same. */
const pinned: MavenArtifact = {
  groupId: 'org.apache.maven',
  artifactId: 'apache-maven',
  version: '3.9.14',
  ending: '-bin.tar.gz',
  sha256: '126ed3233e569bd0add9e889d226139acd3de9005876a01fe6108fbf4246f515',
};

/**
 * The project's wrapper (in its folder or above, as Maven's own multi-module projects have it), else `mvn` on PATH, else a pinned
 * Maven where a repository is named to fetch it from.
 * The wrapper is run by `sh`, so it needs no execute permission, which commits from Windows lack.
 * @throws {ToolFailure} `no-maven` or `no-java`.
 */
export async function findMaven(
  folder: string,
  workspace: string,
  env: Environment,
  source: ToolSource,
): Promise<MavenProgram> {
  if ((await findProgram('java', env)) === undefined && !env.JAVA_HOME) {
    throw new ToolFailure({
      code: 'no-java',
      headline: 'There is no Java: JAVA_HOME is not set and "java" is not on the runner\'s PATH',
      advice: 'Install a JDK on the runner, or set JAVA_HOME to one.',
    });
  }
  const wrapper = await findWrapper(folder, workspace);
  if (wrapper !== undefined) return { program: 'sh', prefix: [wrapper], described: `the wrapper ${wrapper}` };
  const mvn = await findProgram('mvn', env);
  if (mvn !== undefined) return { program: mvn, prefix: [], described: mvn };
  if (source.repository !== '') {
    const unpacked = await fetchArchive(pinned, source);
    const program = join(unpacked, `apache-maven-${pinned.version}`, 'bin/mvn');
    return { program, prefix: [], described: `Maven ${pinned.version} from ${source.repository}` };
  }
  throw new ToolFailure({
    code: 'no-maven',
    headline: `There is no Maven: no "mvnw" in ${folder} or above it, and "mvn" is not on the runner's PATH`,
    advice:
      'Add the Maven wrapper to the project ("mvn wrapper:wrapper"), install Maven on the runner, or name a "maven-repository" to fetch it from.',
  });
}

async function findWrapper(folder: string, workspace: string): Promise<string | undefined> {
  for (let place = folder; !relative(workspace, place).startsWith('..'); place = dirname(place)) {
    const path = join(place, 'mvnw');
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) return path;
    if (place === workspace) break;
  }
  return undefined;
}
