/** One instruction, with the line it begins on (from 1) and the line it ends on. */
export interface Instruction {
  readonly line: number;
  readonly lastLine: number;
  /** In capitals. */
  readonly keyword: string;
  /** The rest, with line continuations joined. */
  readonly text: string;
}

/**
 * Splits a Dockerfile into instructions: comments, continuations (the escape directive too) and here-documents. It
 * judges nothing; kaniko's own parser does.
 */
export function parseDockerfile(content: string): Instruction[] {
  const continuation = /^#\s*escape\s*=\s*`/im.test(content.split(/^\s*[^#\s]/m)[0] ?? '') ? '`' : '\\';
  const lines = content.split(/\r?\n/);
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index]?.trim() ?? '';
    if (first === '' || first.startsWith('#')) continue;
    const line = index + 1;
    let text = first;
    while (text.endsWith(continuation) && index + 1 < lines.length) {
      text = text.slice(0, -1);
      const next = lines[++index]?.trim() ?? '';
      text += next.startsWith('#') || next === '' ? continuation : next;
    }
    index = skipHereDocuments(text, lines, index);
    const [, keyword = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    instructions.push({ line, lastLine: index + 1, keyword: keyword.toUpperCase(), text: rest });
  }
  return instructions;
}

function skipHereDocuments(text: string, lines: readonly string[], index: number): number {
  if (!/^(RUN|COPY|ADD)\b/i.test(text)) return index;
  for (const [, , word] of text.matchAll(/<<-?(["']?)([A-Za-z_]\w*)\1/g)) {
    const end = lines.findIndex((line, at) => at > index && line.trim() === word);
    if (end > index) return end;
  }
  return index;
}

/** An image that the build starts from or copies from, and the line that says so. */
export interface UsedImage {
  readonly image: string;
  readonly line: number;
}

/** Images that are pulled: FROM and COPY --from, without earlier stages and `scratch`, arguments filled in. */
export function usedImages(instructions: readonly Instruction[], buildArgs: ReadonlyMap<string, string>): UsedImage[] {
  const stages = new Set<string>();
  const values = new Map<string, string>();
  const images: UsedImage[] = [];
  let count = 0;
  const add = (image: string, line: number) => {
    const isStage = stages.has(image.toLowerCase()) || (/^\d+$/.test(image) && Number(image) < count);
    if (image !== 'scratch' && !isStage) images.push({ image, line });
  };
  for (const { keyword, text, line } of instructions) {
    if (keyword === 'ARG' && count === 0) readArgument(text, buildArgs, values);
    else if (keyword === 'FROM') {
      const [image = '', as, stage] = text.split(/\s+/).filter((word) => !word.startsWith('--'));
      add(expand(image, values), line);
      if (as?.toLowerCase() === 'as' && stage !== undefined) stages.add(stage.toLowerCase());
      count++;
    } else if (keyword === 'COPY' || keyword === 'ADD') {
      const from = /(?:^|\s)--from=(\S+)/.exec(text)?.[1];
      if (from !== undefined) add(expand(from, values), line);
    }
  }
  return images;
}

/**
 * The image that the built stage begins with, through earlier stages, arguments filled in; undefined for `scratch`.
 * @param target name of the stage; empty for the last one
 */
export function baseOfTarget(
  instructions: readonly Instruction[],
  buildArgs: ReadonlyMap<string, string>,
  target: string,
): string | undefined {
  const values = new Map<string, string>();
  const stages = new Map<string, string>();
  let [count, base] = [0, ''];
  for (const { keyword, text } of instructions) {
    if (keyword === 'ARG' && count === 0) readArgument(text, buildArgs, values);
    if (keyword !== 'FROM') continue;
    const [image = '', , stage] = text.split(/\s+/).filter((word) => !word.startsWith('--'));
    const name = expand(image, values);
    base = stages.get(name.toLowerCase()) ?? name;
    stages.set(String(count), base);
    if (stage !== undefined) stages.set(stage.toLowerCase(), base);
    count++;
    if (target !== '' && stage?.toLowerCase() === target.toLowerCase()) break;
  }
  return base === '' || base === 'scratch' ? undefined : base;
}

function readArgument(text: string, buildArgs: ReadonlyMap<string, string>, values: Map<string, string>): void {
  const [, name = '', value = ''] = /^(\w+)(?:=(.*))?$/.exec(text.trim()) ?? [];
  values.set(name, buildArgs.get(name) ?? unquote(value));
}

function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (_, braced?: string, fallback?: string, bare?: string) => values.get(braced ?? bare ?? '') || (fallback ?? ''),
  );
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}
