import { setTimeout as wait } from 'node:timers/promises';
import type { Feed } from '@slipway/cluster';

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

/**
 * Reads a list and then its changes until `signal` is aborted; a server that ends the watch or has forgotten too much is
 * asked again.
 * @param from version after which changes are wanted, without the list
 */
export function follow<T>(feed: Feed<T>, signal: AbortSignal, listener: Listener<T>, from?: string): Following {
  const { promise: listed, resolve, reject } = Promise.withResolvers<void>();
  const end = (async () => {
    for (let version = from; ; ) {
      version ??= await list(feed, listener);
      resolve();
      if (signal.aborted) return;
      const changes = feed.changes(version, signal);
      let next = await changes.next().catch(ifOpen(signal));
      while (next !== undefined && next.done !== true) {
        const { type, object } = next.value;
        if (type === 'DELETED') listener.removed(object);
        else listener.changed(object);
        const reached = versionOf(object);
        if (reached !== '') listener.reached(reached);
        next = await changes.next().catch(ifOpen(signal));
      }
      version = next?.value;
      // A server that ends every watch at once is not asked in a storm.
      if (!signal.aborted) await wait(200, undefined, { signal }).catch(() => {});
    }
  })();
  end.catch(reject);
  return { listed, end };
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

/** The end of following is no failure. */
function ifOpen(signal: AbortSignal) {
  return (error: unknown): undefined => {
    if (!signal.aborted) throw error;
  };
}

function versionOf(object: unknown): string {
  return (object as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion ?? '';
}
