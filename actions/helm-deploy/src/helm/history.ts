import type { HistoryEntry } from './helm.ts';

/** The revision that is in force: Helm keeps one «deployed». */
export function currentRevision(history: readonly HistoryEntry[]): HistoryEntry | undefined {
  return history.findLast((entry) => entry.status === 'deployed');
}

/** A deployment or a removal that was killed leaves its release so; Helm then refuses every further deployment. */
export function pendingEntry(history: readonly HistoryEntry[]): HistoryEntry | undefined {
  const last = history.at(-1);
  return last?.status.startsWith('pending-') || last?.status === 'uninstalling' ? last : undefined;
}

/** What becomes of a release whose revision is no good. */
export type WayBack =
  /** To the last good revision; else to one whose run was killed before it knew: it may run. */
  | { readonly kind: 'return'; readonly revision: number }
  /** Nothing of the release ever ran. */
  | { readonly kind: 'remove' }
  /** No revision is known to return to, but something may run: of a release that somebody else made, or whose history is cut. */
  | { readonly kind: 'stay' };

/**
 * The way back from a revision. A release is removed only when this revision is slipway's, and the first, or Helm could apply
 * none of those before it, which were slipway's too: what was kept although it failed may have come to run since.
 */
export function wayBack(
  history: readonly HistoryEntry[],
  from: number,
  verdicts: ReadonlyMap<number, string>,
): WayBack {
  const good = lastGoodRevision(history, from, verdicts);
  if (good !== undefined) return { kind: 'return', revision: good };
  const earlier = history.filter(({ revision }) => revision < from);
  const unjudged = earlier.findLast((entry) => wasApplied(entry) && verdicts.get(entry.revision) === 'watched');
  if (unjudged !== undefined) return { kind: 'return', revision: unjudged.revision };
  const hasFailed = ({ revision, status }: HistoryEntry) => status === 'failed' && verdicts.get(revision) === 'failed';
  const isFirst = verdicts.has(from) && earlier.length === from - 1 && earlier.every(hasFailed);
  return { kind: isFirst ? 'remove' : 'stay' };
}

const wasApplied = ({ status }: HistoryEntry) => status === 'deployed' || status === 'superseded';

/**
 * The revision to return to when `before` (or the newest one) is no good. Helm calls a revision «superseded» although it
 * never ran; but one that a rollback left behind is known: «Rollback to 3» as revision 6 says that 4 and 5 were bad, and
 * that 6 is as good as 3. So are revisions whose recorded verdict is another than «good».
 */
export function lastGoodRevision(
  history: readonly HistoryEntry[],
  before: number,
  verdicts: ReadonlyMap<number, string> = new Map(),
): number | undefined {
  const abandoned = new Set<number>();
  for (const entry of history) {
    const target = /^Rollback to (\d+)$/.exec(entry.description)?.[1];
    if (target === undefined) continue;
    for (const other of history) {
      if (other.revision > Number(target) && other.revision < entry.revision) abandoned.add(other.revision);
    }
  }
  const good = history.filter(
    (entry) =>
      entry.revision < before &&
      !abandoned.has(entry.revision) &&
      (verdicts.get(entry.revision) ?? 'good') === 'good' &&
      wasApplied(entry),
  );
  return good.at(-1)?.revision;
}
