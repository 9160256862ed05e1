import { shorten } from './container.ts';
import { judge } from './judge.ts';
import { type ContainerFailure, lastFailure } from './last-failure.ts';
import type { Event, Pod } from './objects.ts';
import { judgePod, whyNotReady } from './pod.ts';
import type { Snapshot } from './snapshot.ts';
import type { Finding, Verdict } from './verdict.ts';

export type Operation = 'install' | 'upgrade' | 'rollback';

/** A hook that Helm waits for; of other kinds it only asks that they can be applied. */
export interface Hook {
  readonly kind: 'Job' | 'Pod';
  readonly name: string;
  readonly namespace: string;
  /** When it runs, such as `pre-upgrade`. */
  readonly event: string;
  /** Helm removes it when it fails (`helm.sh/hook-delete-policy`), and may not replace it in the next run otherwise. */
  readonly isRemovedWhenFailed: boolean;
}

/** A hook in one look. */
export type SeenHook =
  | { readonly kind: 'Job'; readonly snapshot: Snapshot }
  | {
      readonly kind: 'Pod';
      readonly pod: Pod;
      /** About the pod, oldest first. */
      readonly events: readonly Event[];
      readonly times: Pick<Snapshot, 'now' | 'schedulingGrace'>;
    };

/** Those of a release's hooks that Helm runs in an operation and waits for; one that runs before and after is two. */
export function hooksOf(
  objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    readonly object: Readonly<Record<string, unknown>>;
  }[],
  operation: Operation,
): Hook[] {
  return objects.flatMap(({ kind, name, namespace, object }) => {
    const isJob = kind === 'Job' && /^batch\//.test(String(object.apiVersion));
    const isPod = kind === 'Pod' && object.apiVersion === 'v1';
    if (!isJob && !isPod) return [];
    const { annotations = {} } = (object.metadata ?? {}) as { annotations?: Readonly<Record<string, string>> };
    const listed = (annotation: string) => (annotations[annotation] ?? '').split(',').map((entry) => entry.trim());
    const events = listed('helm.sh/hook');
    const isRemovedWhenFailed = listed('helm.sh/hook-delete-policy').includes('hook-failed');
    return [`pre-${operation}`, `post-${operation}`]
      .filter((event) => events.includes(event))
      .map((event) => ({ kind: isJob ? 'Job' : 'Pod', name, namespace, event, isRemovedWhenFailed }) as const);
  });
}

/**
 * What is seen of a hook, as of a workload; but Helm waits for it with nothing than its timeout. How often a Job's pods may
 * fail is the Job's own matter.
 * @param failure how it failed as far as was seen, should its pods be gone
 */
export function judgeHook(hook: Hook, seen: SeenHook, failure?: ContainerFailure): Verdict {
  const verdict = seen.kind === 'Job' ? judge(seen.snapshot) : judgeHookPod(seen);
  const failed = lastFailure(podsOf(seen)) ?? failure;
  if (verdict.state !== 'failed') return verdict;
  const findings = verdict.findings.map((finding) =>
    finding.code === 'job-failed' && failed !== undefined ? failedHook(hook, failed) : ofHook(hook, finding),
  );
  return { state: 'failed', findings };
}

/** A hook whose container failed, and that is over by that. */
export function failedHook(hook: Hook, failure: ContainerFailure): Finding {
  return ofHook(hook, { ...failure, code: 'hook-failed', object: objectOf(hook) });
}

/** A hook that Helm has waited for in vain. */
export function lateHook(hook: Hook, seen: SeenHook): Finding {
  const pod = podsOf(seen).find(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  const object = objectOf(hook);
  const late = `${object} is not complete in time`;
  if (pod === undefined) return ofHook(hook, { code: 'timeout', object, clause: late });
  const { name } = pod.metadata;
  const events = seen.kind === 'Job' ? (seen.snapshot.events.get(name) ?? []) : seen.events;
  const { why, container = running(pod) } = whyNotReady(pod, events);
  const clause = why === '' ? late : `${late}: ${why}`;
  return ofHook(hook, { code: 'timeout', object, clause, pod: name, ...(container && { container }) });
}

/** Its log tells what takes so long. */
function running({ status }: Pod): string | undefined {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.find(({ state }) => state?.running !== undefined)?.name;
}

const objectOf = ({ kind, name }: Hook) => `${kind}/${name}`;

function podsOf(seen: SeenHook): readonly Pod[] {
  return seen.kind === 'Job' ? seen.snapshot.pods : [seen.pod];
}

function ofHook(hook: Hook, finding: Finding): Finding {
  const object = objectOf(hook);
  const name = `hook ${object} (${hook.event})`;
  const { clause } = finding;
  const isSubject = clause.startsWith(`${object} `);
  return {
    ...finding,
    object,
    namespace: hook.namespace,
    clause: isSubject ? `${name}${clause.slice(object.length)}` : `${name}: ${clause}`,
  };
}

/** Helm waits until it has succeeded. */
function judgeHookPod({ pod, events, times }: SeenHook & { kind: 'Pod' }): Verdict {
  const { phase, message = '' } = pod.status ?? {};
  const object = `Pod/${pod.metadata.name}`;
  if (phase === 'Succeeded') return { state: 'succeeded' };
  const fail = (finding: Finding): Verdict => ({ state: 'failed', findings: [finding] });
  if (phase === 'Failed') {
    const clause = `${object} failed: ${shorten(message)}`;
    return fail({ code: 'hook-failed', object, clause, ...lastFailure([pod]) });
  }
  const finding = judgePod(pod, events, times);
  const isEnd = finding?.code === 'crash-loop' || finding?.code === 'out-of-memory';
  // With OnFailure it may fail until it succeeds; with Always, which is the default, it never does.
  if (finding === undefined || (isEnd && pod.spec?.restartPolicy === 'OnFailure'))
    return { state: 'progressing', waitingFor: [`${object}: not complete`] };
  if (!isEnd || lastFailure([pod])) return fail(finding);
  const clause = `container "${finding.container}" ends well and is started again: a hook needs restartPolicy Never or OnFailure`;
  return fail({ ...finding, code: 'hook-failed', clause });
}
