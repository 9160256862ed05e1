import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve } from 'node:path';

/** What common mail servers take at least, with base64's growth of a third. */
const maxBytes = 10_000_000;

export interface Attachments {
  readonly files: readonly { readonly filename: string; readonly path: string }[];
  /** What is not attached and why; the news matters more than what hangs on it. */
  readonly problems: readonly string[];
}

/** The files to attach: below the workspace, also when links are followed, and 10 MB together at most. */
export async function findAttachments(paths: readonly string[], workspace: string): Promise<Attachments> {
  const root = await realpath(workspace);
  const files: { filename: string; path: string }[] = [];
  const problems: string[] = [];
  let total = 0;
  for (const given of paths) {
    const path = await realpath(resolve(root, given)).catch(() => undefined);
    const file = path === undefined || !isBelow(root, path) ? undefined : await stat(path);
    if (path === undefined || !file?.isFile()) problems.push(`attachments: "${given}" is no file below the workspace`);
    else if (total + file.size > maxBytes)
      problems.push(
        `attachments: "${given}" given, with which they have ${total + file.size} bytes; allowed: ${maxBytes} together`,
      );
    else {
      total += file.size;
      files.push({ filename: basename(given), path });
    }
  }
  return { files, problems };
}

function isBelow(root: string, path: string): boolean {
  const within = relative(root, path);
  return !within.startsWith('..') && !isAbsolute(within);
}
