import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { fetchTool, type MavenArtifact, type ToolSource } from './maven-artifact.ts';

/**
 * Folder with the content of a `.tar.gz` artifact, fetched and unpacked when the cache does not hold it. Two jobs at once each
 * unpack a folder of their own; the first rename wins, and both are the same.
 * @throws {ToolFailure} as `fetchTool`
 */
export async function fetchArchive(artifact: MavenArtifact, source: ToolSource): Promise<string> {
  const key = createHash('sha256').update(artifact.sha256).digest('hex').slice(0, 12);
  const folder = join(source.cache, artifact.artifactId, artifact.version, `unpacked-${key}`);
  if (await exists(folder)) return folder;
  const archive = await fetchTool(artifact, source);
  const draft = `${folder}.${randomUUID()}.part`;
  try {
    await unpack(archive, draft);
    await rename(draft, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Files and their right to be run; the checksum vouches for the rest, yet nothing leaves the folder. */
async function unpack(archive: string, folder: string): Promise<void> {
  const tar = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), tar);
  // What ends the loop below early, a full disk, ends this too, which nobody awaits then.
  reading.catch(() => {});
  for await (const entry of tar) {
    const path = resolve(folder, entry.header.name);
    if (entry.header.type !== 'file' || !path.startsWith(folder + sep)) entry.resume();
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await buffer(entry), { mode: (entry.header.mode ?? 0) & 0o111 ? 0o755 : 0o644 });
    }
  }
  await reading;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
