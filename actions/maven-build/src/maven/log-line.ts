import { stripVTControlCharacters } from 'node:util';

/**
 * Makes a line of a program's output safe to print: the runner takes lines that begin with `::`, and `##[` anywhere,
 * as commands, and a test's name or output could set outputs or variables with them. U+200B breaks the pattern unseen.
 */
export function harmless(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\u200b:').replaceAll('##[', '##\u200b[');
}

/** A line as Maven meant it, without colours. */
export function plain(line: string): string {
  return stripVTControlCharacters(line).trimEnd();
}
