/** Numbers of the lines that a change added or wrote anew, by file; paths are those of the diff. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * Reads the output of `git diff --unified=0` with the prefixes `a/` and `b/`. Files without new lines (removed, renamed,
 * binary) are left out. Hunks are counted through, because a line that was added may itself look like a header.
 * https://git-scm.com/docs/diff-format#generate_patch_text_with_p
 */
export function parseDiff(diff: string): ChangedLines {
  const files = new Map<string, Set<number>>();
  let path: string | undefined;
  let inHunk = 0;
  for (const line of diff.split('\n')) {
    if (line.startsWith('\\')) continue;
    if (inHunk > 0) {
      inHunk -= 1;
      continue;
    }
    if (line.startsWith('+++ ')) path = newPath(line.slice('+++ '.length));
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    const [removed, start, added] = [hunk[1] ?? 1, hunk[2], hunk[3] ?? 1].map(Number) as [number, number, number];
    inHunk = removed + added;
    if (path === undefined || added === 0) continue;
    const lines = files.get(path) ?? new Set();
    for (let number = start; number < start + added; number += 1) lines.add(number);
    files.set(path, lines);
  }
  return files;
}

/** Undefined for `/dev/null`, the other side of a file that was removed. */
function newPath(text: string): string | undefined {
  // A name with a space is followed by a tab.
  const name = unquoted(text.replace(/\t$/, ''));
  return name.startsWith('b/') ? name.slice('b/'.length) : undefined;
}

/** Git quotes names with control characters, quotes and backslashes as C does. */
function unquoted(name: string): string {
  const [, inner] = /^"(.*)"$/.exec(name) ?? [];
  if (inner === undefined) return name;
  const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
  const bytes = inner.replace(/\\(?:([0-7]{3})|(.))/g, (_, octal?: string, letter = '') =>
    octal === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return bytes === inner || !/\\[0-7]{3}/.test(inner) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
