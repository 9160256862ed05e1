import { parseDuration } from '@slipway/findings';
import { isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument, type YAMLMap } from 'yaml';

/** What is wrong with a YAML text, by line. */
export class Problems {
  readonly #lines: LineCounter;
  readonly #found: { readonly line: number; readonly words: string }[] = [];

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  get count(): number {
    return this.#found.length;
  }

  add(node: Node | null | undefined, words: string): void {
    this.addAt(node?.range?.[0] ?? 0, words);
  }

  addAt(offset: number, words: string): void {
    this.#found.push({ line: this.#lines.linePos(offset).line, words });
  }

  /** `- line 3: …`, in the order of the text. */
  list(): string {
    return this.#found
      .toSorted((one, other) => one.line - other.line)
      .map(({ line, words }) => `- line ${line}: ${words}`)
      .join('\n');
  }
}

/** The content of a YAML text, null when there is none, and what is wrong with it as YAML. */
export function parseText(text: string): { readonly contents: ParsedNode | null; readonly problems: Problems } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = new Problems(lines);
  for (const error of document.errors) problems.addAt(error.pos[0], error.message);
  return { contents: document.contents, problems };
}

/** The entries of a mapping. */
export function entriesOf(map: YAMLMap): { readonly name: string; readonly key: Node; readonly value: Node }[] {
  return map.items.map(({ key, value }) => ({
    name: isScalar(key) ? String(key.value) : '',
    key: key as Node,
    value: (value ?? key) as Node,
  }));
}

/** Reads the fields of a mapping; each gives undefined where it is not there, or wrong, which is a problem. */
export class Fields {
  readonly #fields: ReadonlyMap<string, Node>;
  readonly #map: YAMLMap;
  readonly #problems: Problems;

  constructor(map: YAMLMap, allowed: readonly string[], problems: Problems) {
    const entries = entriesOf(map);
    for (const { name, key } of entries)
      if (!allowed.includes(name)) problems.add(key, `"${name}" is unknown; allowed: ${allowed.join(', ')}`);
    this.#fields = new Map(entries.map(({ name, value }) => [name, value]));
    this.#map = map;
    this.#problems = problems;
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  refuse(name: string, allowed: string): void {
    const value = this.#value(name);
    const given = value === undefined || value === null ? 'not given' : `${JSON.stringify(value)} given`;
    this.problem(name, `${name}: ${given}; allowed: ${allowed}`);
  }

  problem(name: string, words: string): void {
    this.#problems.add(this.#fields.get(name) ?? this.#map, words);
  }

  text(name: string): string | undefined {
    return this.#read(name, 'text', (value) => (typeof value === 'string' ? value : undefined));
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  count(name: string): number | undefined {
    return this.#read(name, 'a whole number from 1', (value) =>
      Number.isInteger(value) && (value as number) >= 1 ? (value as number) : undefined,
    );
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    return this.#read(name, choices.join(', '), (value) => choices.find((choice) => choice === value));
  }

  /** One text, or a list of them. */
  list(name: string): readonly string[] | undefined {
    return this.#read(name, 'a list of texts', (value) => {
      const items: unknown[] = Array.isArray(value) ? value : [value];
      const texts = items.filter((item): item is string => typeof item === 'string' && item !== '');
      return texts.length > 0 && texts.length === items.length ? texts : undefined;
    });
  }

  /** Milliseconds, `least` to a day. */
  duration(name: string, least: number): number | undefined {
    return this.#read(name, `a time such as 10m, ${least === 0 ? '' : 'from 1s '}up to 24h`, (value) => {
      const parsed = value === 0 ? 0 : typeof value === 'string' ? parseDuration(value) : undefined;
      return parsed !== undefined && parsed >= least && parsed <= 86_400_000 ? parsed : undefined;
    });
  }

  pattern(name: string): RegExp | undefined {
    return this.#read(name, 'a regular expression', (value) => {
      if (typeof value !== 'string') return undefined;
      try {
        return new RegExp(value);
      } catch {
        return undefined;
      }
    });
  }

  #value(name: string): unknown {
    const node = this.#fields.get(name);
    return isScalar(node) ? node.value : isSeq(node) ? node.toJSON() : node === undefined ? undefined : {};
  }

  #read<T>(name: string, allowed: string, parse: (value: unknown) => T | undefined): T | undefined {
    if (!this.has(name)) return undefined;
    const parsed = parse(this.#value(name));
    if (parsed === undefined) this.refuse(name, allowed);
    return parsed;
  }
}
