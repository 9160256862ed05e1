import type { Context, ProcessResult } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import type { Build } from '../runtime/runtime.ts';
import { packFolder } from '../source/pack.ts';
import { call, type Kubectl } from './kubectl.ts';
import { look, pauseFor } from './pod-life.ts';
import type { PodState } from './pod-state.ts';

/** Milliseconds for the status of a pod to say what has happened to its container already. */
const statusDelay = { usual: 3000, most: 15_000 };

type EndState = Extract<PodState, { kind: 'ended' }>;

/**
 * Gives kaniko the context, shows what it prints and waits for its end; undefined when the build was out of time. A
 * connection that breaks off (balancers end silent ones) costs nothing once kaniko has begun: its log is followed then.
 * @throws {KanikoFailure} `pod-ended`, when the pod is gone or its node silent; `executor-failed`, when it is not reached
 */
export async function buildAttached(
  kubectl: Kubectl,
  name: string,
  { source, inputs, onLine }: Build,
  context: Context,
): Promise<EndState | undefined> {
  const until = performance.now() + inputs.timeout;
  const shown: string[] = [];
  const show = (line: string) => {
    shown.push(line);
    onLine(line);
  };
  const attached = await call(kubectl, ['attach', '--stdin', '--quiet', ...kanikoOf(name)], context, {
    input: packFolder(source.folder),
    timeout: inputs.timeout,
    onLine: show,
  });
  if (attached.timedOut) return undefined;
  shown.splice(shown.length - linesOfKubectl(attached));
  const ended = performance.now();
  let followFrom = ended + (attached.exitCode === 0 ? statusDelay.usual : 0);
  for (;;) {
    const state = await look(kubectl, name, context);
    // kaniko may have ended before anybody was attached, over an option it does not know.
    if (state.kind === 'ended' && shown.length === 0)
      await followLog(kubectl, name, { skip: 0, timeout: 60_000, show }, context);
    if (state.kind === 'ended') return state;
    if (state.kind === 'running' && state.lost !== undefined) throw podLost(name, state.lost);
    const now = performance.now();
    if (now > until) return undefined;
    if (shown.length === 0 && now > ended + statusDelay.most) throw notReached(attached);
    if (shown.length > 0 && now > followFrom) {
      const why = attached.stderr.trim().split('\n').at(-1);
      context.log.info(`The connection to the pod broke off, its log is followed${why ? `: ${why}` : ''}`);
      const { stdout } = await call(kubectl, ['logs', ...kanikoOf(name)], context);
      const skip = linesKnown(stdout.split('\n'), shown);
      await followLog(kubectl, name, { skip, timeout: until - now, show }, context);
      followFrom = performance.now() + statusDelay.usual;
    }
    await pauseFor(500, context);
  }
}

const kanikoOf = (pod: string) => [`pod/${pod}`, '--container', 'kaniko'];

/**
 * How many lines at the beginning of a log were shown already. What was printed before anybody was attached was not, so
 * that the place is that of the last lines which were.
 */
export function linesKnown(log: readonly string[], shown: readonly string[]): number {
  const last = shown.slice(-3);
  for (let count = shown.length; count <= log.length; count++) {
    if (last.every((line, index) => log[count - last.length + index] === line)) return count;
  }
  return shown.length;
}

interface Follow {
  /** Lines at the beginning of the log. */
  readonly skip: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly show: (line: string) => void;
}

async function followLog(kubectl: Kubectl, name: string, { skip, timeout, show }: Follow, context: Context) {
  let count = 0;
  const onLine = (line: string, stream: 'stdout' | 'stderr') => {
    if (stream === 'stdout' && ++count > skip) show(line);
  };
  await call(kubectl, ['logs', '--follow', ...kanikoOf(name)], context, { onLine, timeout });
}

/** How many of the last lines are words of kubectl about its own failure, and none of kaniko. */
function linesOfKubectl({ exitCode, stderr }: ProcessResult): number {
  if (exitCode === 0) return 0;
  const last = stderr.trim().split('\n').slice(-3);
  return last.filter((line) => /^(error: |Error from server|[EW]\d{4} )/.test(line)).length;
}

function notReached({ exitCode, stderr }: ProcessResult): KanikoFailure {
  return new KanikoFailure({
    code: 'executor-failed',
    headline: 'The pod for kaniko runs, and cannot be reached to hand it the context',
    reason: stderr.trim().slice(-2000) || `kubectl attach exits ${exitCode}`,
    advice: 'What is between the runner, the API server and the kubelet of the node has to let "attach" pass.',
  });
}

function podLost(name: string, why: string): KanikoFailure {
  return new KanikoFailure({
    code: 'pod-ended',
    headline: 'The pod of kaniko was lost during the build',
    reason: `${name}: ${why}.`,
    advice: 'Run the job again: another node takes it.',
  });
}
