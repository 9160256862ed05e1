import type { Evidence } from './cluster/evidence.ts';

/**
 * Bytes of the output `diagnosis`. It goes to other actions as one environment variable, and Linux starts no program with one
 * of more than 128 KiB (MAX_ARG_STRLEN); what hands it on may escape it once more.
 */
const mostBytes = 60_000;

/** Characters of a line, with which a finding and its sentence always fit. */
const longestLine = 2000;

type Lines = 'log' | 'otherLog' | 'events' | 'timeline' | 'differences';

/**
 * Evidence of which the JSON is short enough to be handed on. Lines are cut first, then left out: logs lose their oldest ones,
 * then events; then later findings are dropped, and at last the rest goes. The first finding and its sentence stay.
 */
export function bounded(evidence: readonly Evidence[], limit = mostBytes): Evidence[] {
  let kept = mapText([...evidence], cutLine);
  const fits = () => Buffer.byteLength(JSON.stringify(kept)) <= limit;
  const shorten = (names: readonly Lines[], least: number) => {
    for (;;) {
      if (fits()) return;
      const shorter = withoutOldest(kept, names, least);
      if (shorter === undefined) return;
      kept = shorter;
    }
  };
  shorten(['log', 'otherLog'], 1);
  shorten(['events'], 1);
  while (!fits() && kept.length > 1) kept = kept.slice(0, -1);
  shorten(['differences', 'timeline', 'events', 'otherLog', 'log'], 0);
  return kept;
}

/** The evidence with every text in it replaced. */
export function mapText<T>(value: T, replace: (text: string) => string): T {
  return JSON.parse(JSON.stringify(value), (_, part) => (typeof part === 'string' ? replace(part) : part)) as T;
}

function cutLine(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
}

/** Without the first line of the longest list; undefined when none has more than `least` lines. */
function withoutOldest(evidence: readonly Evidence[], names: readonly Lines[], least: number): Evidence[] | undefined {
  const lists = evidence.flatMap((entry) =>
    names.map((name) => ({ entry, name, lines: entry[name] ?? [] })).filter(({ lines }) => lines.length > least),
  );
  const size = ({ lines }: (typeof lists)[number]) => Buffer.byteLength(lines.join());
  const [longest] = lists.toSorted((one, other) => size(other) - size(one));
  if (longest === undefined) return undefined;
  return evidence.map((entry) =>
    entry === longest.entry ? { ...entry, [longest.name]: longest.lines.slice(1) } : entry,
  );
}
