import { relative } from 'node:path';
import { isInside, maxAnnotations } from '@slipway/build-result';
import type { Log } from '@slipway/runner';
import type { BuildLog } from './maven/build-log.ts';
import { compilerSentence } from './maven/explain.ts';

/** Marks compiler errors; the first one is the failure's own annotation. */
export function annotateCompilerErrors({ compilerErrors }: BuildLog, workspace: string, log: Log): void {
  for (const error of compilerErrors.slice(1, maxAnnotations)) {
    const isOurs = isInside(workspace, error.file);
    const at = isOurs ? { file: relative(workspace, error.file), line: error.line } : {};
    log.error(isOurs ? error.message : compilerSentence(error, workspace), { title: 'Compilation failed', ...at });
  }
}
