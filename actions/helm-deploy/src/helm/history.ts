import type { HistoryEntry } from './helm.ts';

/** The revision that is in force: Helm keeps one «deployed». */
export function currentRevision(history: readonly HistoryEntry[]): HistoryEntry | undefined {
  return history.findLast((entry) => entry.status === 'deployed');
}

/** A deployment that was killed leaves its release so; Helm then refuses every further one. */
export function pendingEntry(history: readonly HistoryEntry[]): HistoryEntry | undefined {
  const last = history.at(-1);
  return last?.status.startsWith('pending-') ? last : undefined;
}

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
    ({ revision, status }) =>
      revision < before &&
      !abandoned.has(revision) &&
      (verdicts.get(revision) ?? 'good') === 'good' &&
      (status === 'deployed' || status === 'superseded'),
  );
  return good.at(-1)?.revision;
}
