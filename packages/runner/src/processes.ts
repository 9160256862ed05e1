import { Failure } from '@slipway/findings';
import { execa, type Options } from 'execa';
import { descendantsOf, type ProcessId, signalAll, stillRunning } from './descendants.ts';

export interface ProcessOptions {
  readonly cwd?: string;
  /** The whole environment of the program; nothing is inherited besides. */
  readonly env: Readonly<Record<string, string>>;
  /** Text, bytes or a stream for the program's standard input; empty when not given. A stream that breaks ends the program. */
  readonly input?: string | Uint8Array | NodeJS.ReadableStream;
  /** Milliseconds until the program is ended. */
  readonly timeout?: number;
  /** Called when the time is up, before the program is ended: the last moment to look at it. Bounds itself. */
  readonly onTimeout?: () => Promise<void>;
  readonly signal?: AbortSignal;
  /** Called with each line of standard output and standard error as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Characters kept of each stream; what a program prints beyond is passed to `onLine` only. Default: 10 million. */
  readonly maxOutput?: number;
}

export interface ProcessResult {
  /** Undefined when the program was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Milliseconds. */
  readonly duration: number;
}

/** Milliseconds that a program has for its end after SIGTERM. */
const lastWill = 5000;
/**
 * Milliseconds that output is waited for after a program's end: a process that it left in the background may hold the
 * streams open for ever. As @actions/exec has it.
 */
const aftermath = 10_000;

const fixedOptions = {
  reject: false,
  extendEnv: false,
  forceKillAfterDelay: lastWill,
  // execa's own buffer ends a program that prints too much; ours only stops keeping.
  buffer: false,
} as const satisfies Options;

/** A running program; awaiting it gives execa's result, without output. */
export type RunningProcess = ReturnType<typeof startProcess>;

/**
 * Runs a program with an argument array (never a shell) to its end, whatever its exit code is.
 * When the time is up or `signal` is aborted it gets SIGTERM, and SIGKILL five seconds later, and so does what it started:
 * the end of `npm` alone would leave its tests running.
 * @throws {Failure} `program-missing` when it cannot be started; the signal's reason when aborted; the error of an `input`
 * that broke.
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const { timeout, onTimeout, ...rest } = options;
  const end = () => endWithAllBelow(child);
  // Before the program's own listener, which would end it alone.
  options.signal?.addEventListener('abort', end, { once: true });
  let broken: { readonly error: unknown } | undefined;
  if (isStream(options.input)) {
    options.input.once('error', (error) => {
      broken = { error };
      end();
    });
  }
  const child = startProcess(program, args, rest);
  let isLate = false;
  const endLate = async () => {
    isLate = true;
    await onTimeout?.().catch(() => {});
    end();
  };
  const timer = timeout === undefined ? undefined : setTimeout(() => void endLate(), timeout);
  closeAfterEnd(child);
  const [stdout, stderr] = (['stdout', 'stderr'] as const).map((name) =>
    collect(child[name], options.maxOutput ?? 10_000_000, (line) => options.onLine?.(line, name)),
  );
  const result = await child.finally(() => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', end);
  });
  if (result.isCanceled) throw options.signal?.reason ?? new Error('cancelled');
  if (broken !== undefined) throw broken.error;
  if (result.exitCode === undefined && result.signal === undefined) {
    throw new Failure({
      code: 'program-missing',
      headline: `The program "${program}" cannot be started`,
      reason: result.originalMessage ?? result.shortMessage ?? 'unknown reason',
      cause: result,
    });
  }
  return {
    exitCode: result.exitCode,
    signal: result.signal,
    stdout: stdout?.() ?? '',
    stderr: stderr?.() ?? '',
    timedOut: isLate,
    duration: result.durationMs,
  };
}

/**
 * What is below a program is found only while the program is there, so it is looked for first; but the program is the first
 * to get the signal: one that sees what it waits for end may end well before its own signal comes.
 */
function endWithAllBelow(child: RunningProcess): void {
  const { pid, exitCode, signalCode } = child.nodeChildProcess;
  // Of one that has ended nothing is found any more, and its number may be another's.
  const below = pid === undefined || exitCode !== null || signalCode !== null ? [] : descendantsOf(pid);
  child.kill();
  signalAll(below, 'SIGTERM');
  killLate(below);
}

/** Sends SIGKILL to those that SIGTERM does not end in time. Until then the action does not end: nobody else would do it. */
function killLate(processes: readonly ProcessId[]): void {
  const deadline = performance.now() + lastWill;
  const look = () => {
    const left = stillRunning(processes);
    if (left.length === 0) return;
    if (performance.now() < deadline) setTimeout(look, 50);
    // They may have started others since.
    else signalAll([...left.flatMap(({ pid }) => descendantsOf(pid)), ...left], 'SIGKILL');
  };
  look();
}

/** Lets go of the streams of a program that has ended, when others hold them open. */
function closeAfterEnd({ nodeChildProcess, stdout, stderr }: RunningProcess): void {
  nodeChildProcess.once('exit', () => {
    const timer = setTimeout(() => {
      for (const stream of [stdout, stderr]) stream.destroy();
    }, aftermath);
    nodeChildProcess.once('close', () => clearTimeout(timer));
  });
}

/** Starts a program and returns its handle, for those that stream or live beside the action. */
export function startProcess(program: string, args: readonly string[], options: ProcessOptions) {
  const { input } = options;
  const comesAsStream = isStream(input);
  const child = execa(program, args, {
    ...fixedOptions,
    env: { ...options.env },
    stdin: comesAsStream ? 'pipe' : input === undefined ? 'ignore' : 'pipe',
    ...(input === undefined || comesAsStream ? {} : { input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  if (comesAsStream && child.stdin) {
    // A program that ends before it has read everything is judged by its exit code, not by EPIPE.
    child.stdin.on('error', () => {});
    // Half of it must not be taken for the whole.
    input.on('error', () => child.kill());
    input.pipe(child.stdin);
  }
  return child;
}

const isStream = (input: ProcessOptions['input']): input is NodeJS.ReadableStream =>
  input !== undefined && typeof input !== 'string' && !(input instanceof Uint8Array);

/** Keeps the first `limit` characters of a stream and hands on every line. */
function collect(stream: NodeJS.ReadableStream | null, limit: number, onLine: (line: string) => void): () => string {
  let kept = '';
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    if (kept.length < limit) kept += chunk.slice(0, limit - kept.length);
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  const end = () => {
    if (rest !== '') onLine(rest);
    rest = '';
  };
  // One that is let go of does not end.
  stream?.on('end', end).on('close', end);
  return () => kept;
}
