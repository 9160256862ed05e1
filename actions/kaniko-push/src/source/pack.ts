import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';

/**
 * The folder as `tar.gz`, for kaniko's `tar://stdin`. Everything in it belongs to root: two of the three kanikos would
 * otherwise bake the runner's own user into the image, which Docker never does.
 */
export function packFolder(folder: string): Readable {
  const tar = pack();
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  addFolder(tar, folder, '').then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  // An error ends the stream that is returned, and whoever reads it learns of it there.
  pipeline(tar, gzip).catch((error: Error) => gzip.destroy(error));
  return gzip;
}

async function addFolder(tar: Pack, root: string, path: string): Promise<void> {
  const entries = (await readdir(join(root, path))).sort();
  for (const name of entries) {
    const inside = path === '' ? name : `${path}/${name}`;
    const source = join(root, inside);
    const facts = await lstat(source);
    const header = { name: inside, mode: facts.mode & 0o7777, mtime: facts.mtime, uid: 0, gid: 0 };
    if (facts.isDirectory()) {
      tar.entry({ ...header, type: 'directory' });
      await addFolder(tar, root, inside);
    } else if (facts.isSymbolicLink()) {
      tar.entry({ ...header, type: 'symlink', linkname: await readlink(source) });
    } else if (facts.isFile()) {
      if (facts.size === 0) tar.entry(header, '');
      // A file that grows meanwhile, a log, must not make the entry longer than its header says.
      else
        await pipeline(createReadStream(source, { end: facts.size - 1 }), tar.entry({ ...header, size: facts.size }));
    }
  }
}
