import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside } from '@slipway/build-result';

/**
 * Maven's own JVM lives for seconds and compiles most methods for nothing: with the first compiler alone and the simplest
 * collector an ordinary build takes a fifth less (`npm run bench -- build`). The JVMs of the tests do not get them.
 */
const shortLived = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** Options for Maven's JVM; undefined where the project or the runner has some, which may know better or contradict. */
export async function jvmOptions(
  folder: string,
  workspace: string,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  if ([env.MAVEN_OPTS, env.JAVA_TOOL_OPTIONS, env.JDK_JAVA_OPTIONS].some((given) => (given ?? '') !== ''))
    return undefined;
  for (let place = folder; isInside(workspace, place); place = dirname(place)) {
    const isGiven = await access(join(place, '.mvn/jvm.config')).then(
      () => true,
      () => false,
    );
    if (isGiven) return undefined;
    if (place === workspace) break;
  }
  return shortLived;
}
