import type { Instruction } from '../source/dockerfile.ts';
import type { LogLine } from './log-lines.ts';

/** kaniko's own last error, without the names of its inner stages. */
export function lastWords(lines: readonly string[]): string {
  const last = lines.findLast((line) => /^(error |Error: |ERRO|FATA)/.test(line)) ?? lines.at(-1) ?? '';
  return last
    .replace(/^(error building image|error checking push permissions[^:]*): /, '')
    .replace(/^error building stage: /, '')
    .slice(0, 1000);
}

/**
 * What a step printed. Its words come by another stream than kaniko's and may overtake the line that announces it, though not
 * many: those count that no kaniko said.
 */
export function outputOf(instruction: Instruction, log: readonly LogLine[]): string {
  const start = log.findLastIndex(({ text }) => text.startsWith('Running: ['));
  if (instruction.keyword !== 'RUN' || start < 0) return '';
  const snapshot = log.slice(0, start).findLastIndex(({ text }) => /^(Taking snapshot|No files changed)/.test(text));
  const overtaking = log.slice(Math.max(snapshot + 1, start - 10), start).filter(({ isKanikos }) => !isKanikos);
  const output = [
    ...overtaking,
    ...log.slice(start + 1).filter(({ text }) => !text.startsWith('error building image')),
  ];
  const lines = output.map(({ text }) => text);
  return lines.slice(-20).join('\n').slice(-2000);
}
