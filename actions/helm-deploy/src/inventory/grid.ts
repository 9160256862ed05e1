import type { Entry } from './entry.ts';

/** An app with what runs of it in each environment, in the order of the environments. */
export interface Row {
  readonly app: string;
  readonly cells: readonly (Entry | undefined)[];
  /** Environments do not all run the same image. Where it is not deployed says nothing. */
  readonly drifts: boolean;
}

export function gridOf(entries: readonly Entry[], environments: readonly string[]): Row[] {
  const apps = [...new Set(entries.map(({ app }) => app))].sort();
  return apps.map((app) => {
    const cells = environments.map((env) => entries.find((entry) => entry.app === app && entry.env === env));
    const images = new Set(cells.flatMap((cell) => (cell ? [cell.digest || cell.tag] : [])));
    return { app, cells, drifts: images.size > 1 };
  });
}

/** `3 min`, `5 h`, `12 d` between a time (RFC 3339) and now (milliseconds since 1970); empty for a time that is none. */
export function ageOf(since: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(since)) / 60_000);
  if (!Number.isFinite(minutes)) return '';
  if (minutes < 60) return `${Math.max(0, minutes)} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
