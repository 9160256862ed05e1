import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '@slipway/findings';

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
  readonly dest?: string;
}

/**
 * A full disk is no bug of ours, wherever it is hit: the failure that names its folder and how much is free there.
 * Undefined for any other error.
 * @param folders where actions write; the one with the least room is meant where the error names no path
 */
export async function explainFullDisk(error: unknown, folders: readonly string[]): Promise<Failure | undefined> {
  const full = fullDiskIn(error);
  if (full === undefined) return undefined;
  const path = full.dest ?? full.path;
  const measured = await Promise.all((path === undefined ? folders : [dirname(path)]).map(measure));
  const [least] = measured.filter((room) => room !== undefined).sort((one, other) => one.free - other.free);
  const isQuota = full.code === 'EDQUOT';
  return new Failure({
    code: 'disk-full',
    headline: isQuota
      ? `The disk quota is used up in ${least?.folder ?? path}`
      : `The disk is full in ${least?.folder ?? path}`,
    reason: [full.message, least && `${inMegabytes(least.free)} of ${inMegabytes(least.size)} are free there.`]
      .filter((sentence) => sentence !== undefined)
      .join('\n'),
    advice: 'Free some space there, or give the runner a larger disk for its work and temporary folders.',
    cause: error,
  });
}

/** The error itself, or what it was caused by. */
function fullDiskIn(error: unknown): SystemError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof Failure) return undefined;
    if ('code' in current && (current.code === 'ENOSPC' || current.code === 'EDQUOT')) return current as SystemError;
  }
  return undefined;
}

/** Bytes; undefined where the folder is gone. */
async function measure(folder: string) {
  const facts = await statfs(folder).catch(() => undefined);
  return facts && { folder, free: facts.bavail * facts.bsize, size: facts.blocks * facts.bsize };
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
