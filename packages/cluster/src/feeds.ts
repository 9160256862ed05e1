import { createInterface } from 'node:readline';
import type { Connection } from './connection.ts';

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Version of the whole list, from which {@link Feed.changes} goes on. */
  readonly version: string;
}

export interface Change<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

/** List and watch, as the API concepts describe it: https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export interface Feed<T> {
  /** The list in parts of 200, so that a large one is never whole in memory: a pod of a real cluster has 10 kB and more. */
  pages(): AsyncGenerator<Page<T>>;
  /**
   * What changes after `version`, until `signal` is aborted or the server ends it, which it does every few minutes.
   * Returns the version to go on from; undefined when that is too old and the list has to be read again.
   */
  changes(version: string, signal: AbortSignal): AsyncGenerator<Change<T>, string | undefined>;
}

const paths = { Event: 'events', Pod: 'pods', Node: 'nodes' } as const;

export type FeedKind = keyof typeof paths;

interface Line {
  readonly type: Change<unknown>['type'] | 'BOOKMARK' | 'ERROR';
  readonly object: { readonly metadata?: { readonly resourceVersion?: string } };
}

export function feed<T>(connection: Connection, kind: FeedKind, namespace: string): Feed<T> {
  const scope = namespace === '' ? '' : `namespaces/${encodeURIComponent(namespace)}/`;
  const path = `/api/v1/${scope}${paths[kind]}`;
  const where = namespace === '' ? 'all namespaces' : namespace;

  return {
    async *pages() {
      let next = '';
      do {
        const query = new URLSearchParams({ limit: '200', ...(next === '' ? {} : { continue: next }) });
        const what = `list objects of kind ${kind} in ${where}`;
        const list = await connection.json<{
          items: T[];
          metadata: { resourceVersion: string; continue?: string };
        }>({ path: `${path}?${query}`, what });
        yield { items: list.items, version: list.metadata.resourceVersion };
        next = list.metadata.continue ?? '';
      } while (next !== '');
    },

    async *changes(version, signal) {
      const query = new URLSearchParams({ watch: '1', allowWatchBookmarks: 'true', resourceVersion: version });
      const what = `watch objects of kind ${kind} in ${where}`;
      const answer = await connection.stream({ path: `${path}?${query}`, what }, signal);
      if (answer === undefined) return undefined;
      let reached = version;
      try {
        for await (const text of createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY })) {
          const { type, object } = JSON.parse(text) as Line;
          // Mostly that it does not remember that far back.
          if (type === 'ERROR') return undefined;
          reached = object.metadata?.resourceVersion ?? reached;
          if (type !== 'BOOKMARK') yield { type, object: object as T };
        }
      } catch (error) {
        // A line that was cut off with its connection.
        if (!(error instanceof SyntaxError) && !signal.aborted && !isBroken(error)) throw error;
      } finally {
        answer.destroy();
      }
      return reached;
    },
  };
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && /ECONNRESET|EPIPE|aborted|socket hang up/.test(`${error.message}`);
}
