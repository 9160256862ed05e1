/** Text from outside for a mail: no colours of a terminal, no control characters but line breaks and tabs. */
export function plainText(text: string): string {
  // Sequences of terminals: CSI (colours, cursor) and OSC (titles, links).
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
  const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;
  return text
    .replace(sequences, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u2028\u2029]/gu, '');
}

/** At most so many characters, cut between characters, with a mark where it was cut. */
export function shortened(text: string, longest: number): string {
  // Cut roughly first: nobody wants ten megabytes spread into an array of characters.
  const characters = [...text.slice(0, 2 * longest + 2)];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

const longestLine = 300;

/** The last lines of a log, each of a readable length; empty lines at the end do not count. */
export function lastLines(text: string, count: number): string[] {
  // What lies further back than the longest lines reach is not even looked at.
  const end = plainText(text.slice(-count * longestLine * 4)).trimEnd();
  if (end === '') return [];
  return end
    .split('\n')
    .slice(-count)
    .map((line) => shortened(line.trimEnd(), longestLine));
}
