import { stripVTControlCharacters } from 'node:util';

/** What a step or kaniko printed, without colours, kaniko's levels and trailing blanks. */
export function plainLine(line: string): string {
  const plain = stripVTControlCharacters(line).replace(/^(INFO|WARN|ERRO|DEBU|FATA)\[\d+\] ?/, (_, level: string) =>
    level === 'INFO' ? '' : `${level} `,
  );
  return plain.replace(/\r/g, '').trimEnd();
}
