import { setTimeout as wait } from 'node:timers/promises';
import { ClusterFailure, type Feed } from '@slipway/cluster';

export interface Listener<T> {
  /** The list is read anew: what was known of it may be gone. */
  restart(): void;
  changed(object: T): void;
  removed(object: T): void;
  /** Everything up to this version has been handed over. */
  reached(version: string): void;
}

export interface Following {
  /** The list has been read once. */
  readonly listed: Promise<void>;
  readonly end: Promise<void>;
}

/** Milliseconds for which a server may be away, or say no while it starts anew, once it has answered. */
const patience = 120_000;

/**
 * Reads a list and then its changes until `signal` is aborted; a server that ends the watch or has forgotten too much is
 * asked again, and so is one that is away for a while.
 * @param from version after which changes are wanted, without the list
 */
export function follow<T>(
  feed: Feed<T>,
  signal: AbortSignal,
  listener: Listener<T>,
  from?: string,
  patient = patience,
): Following {
  const { promise: listed, resolve, reject } = Promise.withResolvers<void>();
  // A server that ends every watch at once is not asked in a storm.
  const pause = (milliseconds: number) => wait(milliseconds, undefined, { signal }).catch(() => {});
  const end = (async () => {
    let version = from;
    let isListed = false;
    let awaySince: number | undefined;
    while (!(signal.aborted && isListed)) {
      try {
        version ??= await list(feed, listener);
        isListed = true;
        resolve();
        if (signal.aborted) return;
        version = await readChanges(feed.changes(version, signal), listener, (reached) => {
          version = reached;
          awaySince = undefined;
        });
        awaySince = undefined;
        await pause(200);
      } catch (error) {
        if (signal.aborted && isListed) return;
        const isAway = error instanceof ClusterFailure && error.code !== 'cluster-login-refused';
        awaySince ??= performance.now();
        if (!isAway || !isListed || performance.now() - awaySince > patient) throw error;
        await pause(1000);
      }
    }
  })();
  end.catch(reject);
  return { listed, end };
}

/** @returns the version to go on from, as {@link Feed.changes} does */
async function readChanges<T>(
  changes: ReturnType<Feed<T>['changes']>,
  listener: Listener<T>,
  onReached: (version: string) => void,
): Promise<string | undefined> {
  for (;;) {
    const next = await changes.next();
    if (next.done === true) return next.value;
    const { type, object } = next.value;
    if (type === 'DELETED') listener.removed(object);
    else listener.changed(object);
    const reached = versionOf(object);
    if (reached === '') continue;
    listener.reached(reached);
    onReached(reached);
  }
}

async function list<T>(feed: Feed<T>, listener: Listener<T>): Promise<string> {
  listener.restart();
  let version = '';
  for await (const page of feed.pages()) {
    for (const object of page.items) listener.changed(object);
    version = page.version;
  }
  listener.reached(version);
  return version;
}

function versionOf(object: unknown): string {
  return (object as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion ?? '';
}
