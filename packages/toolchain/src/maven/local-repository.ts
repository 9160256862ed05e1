import { glob, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Options that let builds of one machine share a local repository: locks between processes, for each artifact while it is
 * written. Maven has them since 3.9 and waits for 30 s by default, which a large download of another build takes longer than;
 * earlier versions take no notice. https://maven.apache.org/resolver/local-repository.html#shared-access-to-local-repository
 */
export const sharedRepositoryArguments: readonly string[] = [
  '-Daether.syncContext.named.factory=file-lock',
  '-Daether.syncContext.named.nameMapper=file-gav',
  '-Daether.syncContext.named.time=600',
];

/**
 * Removes what a local repository remembers of artifacts that were not to be had: Maven would not ask for them again for a
 * day, although they may be there a minute later. Returns how many there were.
 */
export async function forgetMissing(repository: string): Promise<number> {
  let count = 0;
  for await (const path of glob('**/*.lastUpdated', { cwd: repository })) {
    await rm(join(repository, path), { force: true });
    count += 1;
  }
  return count;
}
