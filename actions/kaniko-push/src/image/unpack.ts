import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';

/** The only names that an OCI layout has, whatever folder it was packed from. */
const layoutFile = /(?:^|\/)(index\.json|oci-layout|blobs\/sha256\/[0-9a-f]{64})$/;

/**
 * Unpacks an OCI layout from a tar stream. The build could write into it, so only regular files with the names of a
 * layout are taken; links, devices and paths that lead elsewhere never reach the disk.
 */
export async function unpackLayout(stream: Readable, folder: string): Promise<void> {
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  const tar = extract();
  const reading = pipeline(stream, tar);
  // A stream that breaks off ends the loop below with the same error.
  reading.catch(() => {});
  for await (const entry of tar) {
    const name = entry.header.type === 'file' ? layoutFile.exec(entry.header.name)?.[1] : undefined;
    if (name === undefined) entry.resume();
    else await pipeline(entry, createWriteStream(join(folder, name), { mode: 0o600 }));
  }
  await reading;
}
