import { stripVTControlCharacters } from 'node:util';

/** What a step or kaniko printed, without colours, kaniko's levels and trailing blanks. */
export function plainLine(line: string): string {
  const plain = stripVTControlCharacters(line).replace(/^(INFO|WARN|ERRO|DEBU|FATA)\[\d+\] ?/, (_, level: string) =>
    level === 'INFO' ? '' : `${level} `,
  );
  return plain.replace(/\r/g, '').trimEnd();
}

/**
 * The line as it may stand in the log: RUN steps print what they like, and the runner would obey a line that begins
 * with `::` or holds `##[`.
 */
export function printable(line: string): string {
  return `| ${line.replaceAll('##[', '## [')}`;
}
