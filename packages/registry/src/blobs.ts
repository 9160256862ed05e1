import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { explainAnswer, RegistryFailure } from './failure.ts';
import type { Blob } from './manifest.ts';
import type { RegistryOptions } from './options.ts';

/** Half an hour for one layer: gigabytes over a slow link are no failure. */
const timeout = 1_800_000;

/** Milliseconds between two attempts at most. */
const longestPause = 30_000;

/**
 * Uploads in one piece: POST, then PUT with the content. A stream cannot be sent twice, so the attempts are made here
 * and each begins anew.
 */
export async function uploadBlob(
  connection: Connection,
  repository: string,
  blob: Blob,
  open: () => NodeJS.ReadableStream,
  { retries = 3, signal }: Pick<RegistryOptions, 'retries' | 'signal'>,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await uploadOnce(connection, repository, blob, open);
    } catch (error) {
      if (!isPassing(error) || attempt >= retries) throw error;
      await pause(Math.min(1000 * 2 ** attempt, longestPause), undefined, signal && { signal }).catch(() => {
        throw signal?.reason;
      });
    }
  }
}

async function uploadOnce(
  connection: Connection,
  repository: string,
  blob: Blob,
  open: () => NodeJS.ReadableStream,
): Promise<void> {
  const what = `take a layer of ${repository}`;
  const call = { repository, access: 'pull,push', what } as const;
  const begun = await connection.call({ ...call, method: 'POST', path: `${repository}/blobs/uploads/` });
  const { location } = begun.headers;
  if (begun.status !== 202 || typeof location !== 'string') throw explainAnswer(begun, connection.asked(what));
  const { base } = await connection.start();
  const target = new URL(location, base);
  target.searchParams.set('digest', blob.digest);
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(blob.size) };
  const body = Readable.from(open());
  const done = await connection.call({ ...call, method: 'PUT', path: target.href, headers, body, timeout });
  if (done.status !== 201 && done.status !== 204) throw explainAnswer(done, connection.asked(what));
}

/** Whether it may go away by itself: no answer, a server in trouble, too many requests. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof RegistryFailure &&
    ['registry-unreachable', 'registry-error', 'rate-limited'].includes(error.code) &&
    !/answered 4(?!29)/.test(error.reason ?? '')
  );
}
