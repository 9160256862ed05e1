import { type Change, ClusterFailure, type Feed } from '@slipway/cluster';
import { expect, test } from 'vitest';
import { follow } from './follow.ts';

interface Thing {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
}

const thing = (name: string, version: string): Thing => ({ metadata: { name, resourceVersion: version } });

/** A feed that answers from a script: lists, and watches that end as said. */
function scripted(
  lists: Thing[][][],
  watches: { changes: [Change<Thing>['type'], Thing][]; next: string | undefined }[],
) {
  const asked: string[] = [];
  const stop = new AbortController();
  const feed: Feed<Thing> = {
    async *pages() {
      asked.push('list');
      for (const items of lists.shift() ?? []) yield { items, version: '10' };
    },
    async *changes(version) {
      asked.push(`watch ${version}`);
      const watch = watches.shift();
      if (watch === undefined) {
        stop.abort();
        return version;
      }
      for (const [type, object] of watch.changes) yield { type, object };
      return watch.next;
    },
  };
  const heard: string[] = [];
  const listener = {
    restart: () => void heard.push('restart'),
    changed: ({ metadata }: Thing) => void heard.push(metadata.name),
    removed: ({ metadata }: Thing) => void heard.push(`-${metadata.name}`),
    reached: (version: string) => void heard.push(`@${version}`),
  };
  return { feed, listener, asked, heard, stop };
}

test('a list is read page by page, then its changes, and a watch that ends goes on where it ended', async () => {
  const { feed, listener, asked, heard, stop } = scripted(
    [[[thing('a', '1')], [thing('b', '2')]]],
    [
      { changes: [['ADDED', thing('c', '11')]], next: '11' },
      { changes: [['DELETED', thing('a', '12')]], next: '15' },
    ],
  );
  await follow(feed, stop.signal, listener).end;
  expect(heard).toEqual(['restart', 'a', 'b', '@10', 'c', '@11', '-a', '@12']);
  expect(asked).toEqual(['list', 'watch 10', 'watch 11', 'watch 15']);
});

test('a server that does not remember that far back is listed anew', async () => {
  const { feed, listener, asked, stop } = scripted(
    [[[thing('a', '1')]], [[thing('a', '1')]]],
    [{ changes: [], next: undefined }],
  );
  await follow(feed, stop.signal, listener).end;
  expect(asked).toEqual(['list', 'watch 10', 'list', 'watch 10']);
});

test('from a version on only changes are read, and the list when the server has forgotten them', async () => {
  const { feed, listener, asked, heard, stop } = scripted(
    [[[thing('a', '1')]]],
    [
      { changes: [['ADDED', thing('b', '8')]], next: '8' },
      { changes: [], next: undefined },
    ],
  );
  await follow(feed, stop.signal, listener, '7').end;
  expect(asked).toEqual(['watch 7', 'watch 8', 'list', 'watch 10']);
  expect(heard).toEqual(['b', '@8', 'restart', 'a', '@10']);
});

test('a list that cannot be read is an error for both who wait for it and who wait for the end', async () => {
  const { listener, stop } = scripted([], []);
  const feed: Feed<Thing> = {
    // biome-ignore lint/correctness/useYield: it fails before
    async *pages() {
      throw new Error('no right');
    },
    async *changes() {
      yield* [];
      return '';
    },
  };
  const { listed, end } = follow(feed, stop.signal, listener);
  await expect(listed).rejects.toThrow('no right');
  await expect(end).rejects.toThrow('no right');
});

/** A feed whose list can be read, and whose watches end as said, one after the other; the last is like all after it. */
function failing(...ends: readonly (Error | string)[]) {
  const asked: string[] = [];
  const stop = new AbortController();
  const feed: Feed<Thing> = {
    async *pages() {
      yield { items: [], version: '10' };
    },
    // biome-ignore lint/correctness/useYield: nothing changes
    async *changes(version) {
      asked.push(version);
      const end = ends[Math.min(asked.length, ends.length) - 1] ?? '';
      if (end === 'stop') stop.abort();
      if (typeof end !== 'string') throw end;
      return version;
    },
  };
  const listener = { restart: () => {}, changed: () => {}, removed: () => {}, reached: () => {} };
  return { asked, follow: (patience?: number) => follow(feed, stop.signal, listener, undefined, patience) };
}
const failure = (code: 'cluster-unreachable' | 'cluster-denied' | 'cluster-login-refused') =>
  new ClusterFailure({ code, headline: code });

test('a server that is away for a while, or says no while it starts, is asked again from where it was', async () => {
  const { asked, follow } = failing(failure('cluster-unreachable'), failure('cluster-denied'), 'stop');
  await follow().end;
  expect(asked).toEqual(['10', '10', '10']);
});

test('a server that stays away is an error, and so is at once a login that counts no more or a mistake of ours', async () => {
  const away = failing(failure('cluster-unreachable'));
  await expect(away.follow(1500).end).rejects.toThrow('cluster-unreachable');
  expect(away.asked.length).toBeGreaterThan(2);
  for (const error of [failure('cluster-login-refused'), new TypeError('x is not a function')]) {
    const { asked, follow } = failing(error);
    await expect(follow().end).rejects.toThrow(error.message);
    expect(asked).toEqual(['10']);
  }
});
