export { type Action, type OutputValue, runAction, whenNeeded } from './action.ts';
export type { Annotation, Context, GitHubRun, Log } from './context.ts';
export { type InputReader, inputNames, type RawInputs, readFrom } from './inputs.ts';
export { type ProcessOptions, type ProcessResult, type RunningProcess, runProcess, startProcess } from './processes.ts';
export { findProgram, requireProgram } from './programs.ts';
export { replaceFile, withFileLock } from './shared-file.ts';
