/**
 * Makes text safe to print: the runner takes lines that begin with `::`, and `##[` anywhere, as commands, and a test's
 * name or a program's output could set outputs or variables with them. U+200B breaks the pattern unseen.
 */
export function harmless(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1\u200b:').replaceAll('##[', '##\u200b[');
}
