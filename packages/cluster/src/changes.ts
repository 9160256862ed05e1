import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { ClusterFailure } from './failure.ts';

/** Milliseconds before a stream that ended is opened again, and the look that stands in for it. */
const pause = 1000;
/** Milliseconds in which changes that belong together are waited for. */
const settling = 50;

/** Watches some objects, and says when something about them has changed; what it is, the next look tells. */
export interface Changes {
  /**
   * Waits for the next change, a moment more for those that come with it, and `longest` milliseconds at most. While the
   * server gives no stream, a second: then looking again is all there is.
   */
  next(longest: number): Promise<void>;
  close(): void;
}

/** Streams of `paths`, each of which begins with what is there, so that nothing is missed between. */
export function watchChanges(connection: Connection, paths: readonly string[], signal: AbortSignal): Changes {
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const silent = new Set(paths);
  let hasChanged = false;
  let wake = () => {};
  const changed = () => {
    hasChanged = true;
    wake();
  };

  const follow = async (path: string) => {
    while (!ended.aborted) {
      try {
        const answer = await connection.stream({ path, what: 'watch a rollout' }, ended);
        if (answer !== undefined) {
          silent.delete(path);
          for await (const _ of answer) changed();
        }
      } catch (error) {
        // A user who may not watch is not asked again; everything else passes.
        if (error instanceof ClusterFailure && error.code === 'cluster-denied') {
          silent.add(path);
          return;
        }
      }
      silent.add(path);
      await sleep(pause, undefined, { signal: ended }).catch(() => {});
    }
  };
  for (const path of paths) void follow(path);

  return {
    async next(longest) {
      const until = silent.size > 0 ? Math.min(pause, longest) : longest;
      if (!hasChanged) {
        const timer = new AbortController();
        const timeIsUp = sleep(until, undefined, { signal: AbortSignal.any([signal, timer.signal]) });
        const change = new Promise<void>((resolve) => {
          wake = resolve;
        });
        try {
          await Promise.race([timeIsUp, change]);
        } finally {
          wake = () => {};
          timer.abort();
          timeIsUp.catch(() => {});
        }
      }
      if (hasChanged) await sleep(settling, undefined, { signal });
      hasChanged = false;
    },
    close: () => stop.abort(),
  };
}
