import type { Instruction } from '../source/dockerfile.ts';

/** The instruction that kaniko was at, by the last of its log lines that repeats one. */
export function instructionInLog(
  lines: readonly string[],
  instructions: readonly Instruction[],
): Instruction | undefined {
  const stage = stageInLog(lines);
  const inStage = instructions.filter((_, index) => stageOf(instructions, index) === stage);
  for (const line of lines.toReversed()) {
    const text = normalized(line.replace(/^Unpacking rootfs as cmd (.*) requires it\.$/, '$1'));
    const isIt = (instruction: Instruction) => normalized(`${instruction.keyword} ${instruction.text}`) === text;
    const found = inStage.find(isIt) ?? instructions.find(isIt);
    if (found !== undefined) return found;
  }
  return undefined;
}

function stageInLog(lines: readonly string[]): number {
  const line = lines.findLast((entry) => entry.startsWith('Building stage '));
  return Number(/\[idx: '(\d+)'/.exec(line ?? '')?.[1] ?? 0);
}

function stageOf(instructions: readonly Instruction[], index: number): number {
  return instructions.slice(0, index + 1).filter(({ keyword }) => keyword === 'FROM').length - 1;
}

/** Blanks and line continuations are the only difference between the Dockerfile and kaniko's log. */
function normalized(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
