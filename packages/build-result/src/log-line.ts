import { stripVTControlCharacters } from 'node:util';

/** A line as the program that printed it meant it, without colours. */
export function plain(line: string): string {
  return stripVTControlCharacters(line).trimEnd();
}
