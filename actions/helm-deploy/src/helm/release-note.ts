import type { HistoryEntry } from './helm.ts';

/** What a deployment says of itself. Helm keeps it as the description of the revision; `helm history` shows it. */
export interface ReleaseNote {
  readonly tag: string;
  /** Empty where the image was not verified. */
  readonly digest: string;
  readonly runUrl: string;
  readonly actor: string;
}

/** `3f1c2ab.20260711-0930 sha256:… https://…/actions/runs/7 by ada` */
export function writeNote({ tag, digest, runUrl, actor }: ReleaseNote): string {
  return [tag, digest, runUrl, actor === '' ? '' : `by ${actor}`].filter((part) => part !== '').join(' ');
}

export function readNote(description: string): ReleaseNote | undefined {
  const match = /^([\w][\w.-]{0,127})(?: (sha256:[0-9a-f]{64}))?(?: (https?:\/\/\S+))?(?: by (\S+))?$/.exec(
    description,
  );
  if (!match) return undefined;
  const [, tag = '', digest = '', runUrl = '', actor = ''] = match;
  return { tag, digest, runUrl, actor };
}

/** The note on a revision; of one that came from a rollback, the note on the revision that it restored. */
export function noteOn(history: readonly HistoryEntry[], revision: number): ReleaseNote | undefined {
  const description = history.find((entry) => entry.revision === revision)?.description ?? '';
  const [, target] = /^Rollback to (\d+)$/.exec(description) ?? [];
  // A rollback only goes back, so this ends.
  if (target !== undefined && Number(target) < revision) return noteOn(history, Number(target));
  return readNote(description);
}

/** Tag and digest of a revision, as outputs: what is not known is absent. */
export function imageOf(history: readonly HistoryEntry[], revision: number): { tag?: string; digest?: string } {
  const { tag = '', digest = '' } = noteOn(history, revision) ?? {};
  return { ...(tag === '' ? {} : { tag }), ...(digest === '' ? {} : { digest }) };
}
