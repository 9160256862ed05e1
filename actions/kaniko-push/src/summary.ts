import { escapeMarkdown, formatDuration, table } from '@slipway/findings';

export interface Account {
  readonly image: string;
  readonly digest: string;
  readonly tags: readonly string[];
  readonly pushed: boolean;
  /** Why nothing was built; empty when something was. */
  readonly reason: string;
  readonly runtime: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Bytes that were uploaded. */
  readonly bytes: number;
}

/** The section of the job summary: what is in the registry now, and how it came there. */
export function summarize(account: Account): string {
  const code = (text: string) => `\`${text}\``;
  const built = account.pushed
    ? `built (${account.runtime}) and pushed in ${formatDuration(account.duration)}, ${megabytes(account.bytes)} uploaded`
    : account.reason;
  const rows = [
    ['Image', code(account.image)],
    ['Digest', code(account.digest)],
    ['Tags', account.tags.map(code).join(', ')],
    ['How', escapeMarkdown(built)],
  ];
  return `### ${account.pushed ? 'Image pushed' : 'Image reused'}\n\n${table(['Image', ''], rows)}`;
}

/** Bytes for a person. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
