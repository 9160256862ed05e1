import { stat } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { MailFailure } from './failure.ts';

/** What common mail servers take at least, with base64's growth of a third. */
const maxBytes = 10_000_000;

/** The files to attach, each checked to be there and below the workspace. */
export async function findAttachments(
  paths: readonly string[],
  workspace: string,
): Promise<{ filename: string; path: string }[]> {
  let total = 0;
  const found = [];
  for (const given of paths) {
    const path = resolve(workspace, given);
    const within = relative(workspace, path);
    const file = within.startsWith('..') || isAbsolute(within) ? undefined : await stat(path).catch(() => undefined);
    if (!file?.isFile()) throw refused(`attachments: "${given}" is no file below the workspace`);
    total += file.size;
    if (total > maxBytes)
      throw refused(`attachments: "${given}" makes them ${Math.ceil(total / 1e6)} MB; allowed: 10 MB together`);
    found.push({ filename: basename(path), path });
  }
  return found;
}

function refused(headline: string): MailFailure {
  return new MailFailure({ code: 'attachment-missing', headline });
}
