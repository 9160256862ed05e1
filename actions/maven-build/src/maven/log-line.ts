import { stripVTControlCharacters } from 'node:util';

/** A line as Maven meant it, without colours. */
export function plain(line: string): string {
  return stripVTControlCharacters(line).trimEnd();
}
