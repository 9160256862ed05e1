import { stripVTControlCharacters } from 'node:util';

/** A line of the log. */
export interface LogLine {
  readonly text: string;
  /** Whether kaniko says it, by its level; else a step printed it, or kaniko its last error. */
  readonly isKanikos: boolean;
}

export function readLogLine(line: string): LogLine {
  return { text: plainLine(line), isKanikos: level.test(stripVTControlCharacters(line)) };
}

const level = /^(INFO|WARN|ERRO|DEBU|FATA)\[\d+\] ?/;

/** What a step or kaniko printed, without colours, kaniko's levels and trailing blanks. */
export function plainLine(line: string): string {
  const plain = stripVTControlCharacters(line).replace(level, (_, name: string) => (name === 'INFO' ? '' : `${name} `));
  return plain.replace(/\r/g, '').trimEnd();
}
