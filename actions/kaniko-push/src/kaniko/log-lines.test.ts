import { expect, test } from 'vitest';
import { plainLine } from './log-lines.ts';

test.each([
  ['\u001b[36mINFO\u001b[0m[0000] RUN echo one                                 ', 'RUN echo one'],
  ['\u001b[33mWARN\u001b[0m[0012] No files to copy', 'WARN No files to copy'],
  ['INFO of the step', 'INFO of the step'],
  ['error building image: x\r', 'error building image: x'],
])('%j is %j', (line, plain) => {
  expect(plainLine(line)).toBe(plain);
});
