import { type Context, type ProcessResult, runProcess } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import { explainRefusal } from './refusal.ts';

/** kubectl in one namespace. */
export interface Kubectl {
  readonly program: string;
  /** Empty for that of the kubeconfig or of the runner's own pod. */
  readonly namespace: string;
}

interface CallOptions {
  readonly input?: string | NodeJS.ReadableStream;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Goes on when the job is cancelled; for cleaning up. */
  readonly regardless?: boolean;
}

/** Before the command: what stands after `--` belongs to the program in the pod. */
export function inNamespace({ namespace }: Kubectl): string[] {
  return namespace === '' ? [] : ['--namespace', namespace];
}

/** Runs kubectl to its end, whatever comes of it. */
export function call(
  kubectl: Kubectl,
  args: readonly string[],
  context: Context,
  options: CallOptions = {},
): Promise<ProcessResult> {
  const { input, timeout = 60_000, onLine, regardless } = options;
  return runProcess(kubectl.program, [...inNamespace(kubectl), ...args], {
    env: context.env,
    timeout,
    ...(regardless ? {} : { signal: context.signal }),
    ...(input === undefined ? {} : { input }),
    ...(onLine === undefined ? {} : { onLine }),
  });
}

/** @throws {KanikoFailure} `pod-refused` or `executor-failed`, with kubectl's words, when it does not succeed */
export async function succeed(
  kubectl: Kubectl,
  args: readonly string[],
  context: Context,
  options: CallOptions & { readonly what: string },
): Promise<string> {
  const { exitCode, stdout, stderr } = await call(kubectl, args, context, options);
  if (exitCode === 0) return stdout;
  throw new KanikoFailure(explainRefusal(options.what, stderr));
}
