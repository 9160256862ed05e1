/** What npm, pnpm and yarn say about a script that failed, after the script's own last words. */
const noise =
  /^(?:npm (?:error|ERR!|notice|warn)|\s*ELIFECYCLE|error Command failed|info Visit|Exit code: \d|Command: |\$ )/;

/** The lines of a script without those of the package manager. */
export function ownWords(lines: readonly string[]): string[] {
  return lines.filter((line) => !noise.test(line.trimStart()));
}
