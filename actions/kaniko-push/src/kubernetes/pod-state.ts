/** What matters of a pod while kaniko runs in it. */
export type PodState =
  | { readonly kind: 'waiting'; readonly why: string }
  /** It will not start: the image cannot be pulled, or its helper has ended. */
  | { readonly kind: 'stuck'; readonly why: string }
  /** `lost`, in words, when its node no longer answers: the cluster goes on saying what it heard last. */
  | { readonly kind: 'running'; readonly lost?: string }
  | { readonly kind: 'ended'; readonly exitCode: number; readonly message: string; readonly reason: string };

interface Pod {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state?: {
        readonly waiting?: { readonly reason?: string; readonly message?: string };
        readonly running?: object;
        readonly terminated?: { readonly exitCode: number; readonly reason?: string; readonly message?: string };
      };
    }[];
  };
}

/** Reasons that mend themselves seldom enough to stop waiting for it. */
const hopeless = new Set([
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** Reads a pod as the API server gives it. Its end is that of kaniko; it runs when its helper does too. */
export function podState(pod: Pod): PodState {
  const { phase, reason, message, conditions = [], containerStatuses = [] } = pod.status ?? {};
  const terminated = containerStatuses.find(({ name }) => name === 'kaniko')?.state?.terminated;
  // Why the cluster ended the whole pod, an eviction, says more than how the container took it: by SIGKILL.
  if (phase === 'Failed' && reason !== undefined && terminated?.exitCode !== 0) {
    return { kind: 'ended', exitCode: terminated?.exitCode ?? 1, message: message ?? '', reason };
  }
  if (terminated !== undefined) {
    return {
      kind: 'ended',
      exitCode: terminated.exitCode,
      message: terminated.message ?? '',
      reason: terminated.reason ?? '',
    };
  }
  if (phase === 'Failed') return { kind: 'ended', exitCode: 1, message: message ?? '', reason: '' };
  const helper = containerStatuses.find(({ state }) => state?.terminated !== undefined);
  if (helper?.state?.terminated !== undefined) {
    const { exitCode, reason: ended = '', message: words = '' } = helper.state.terminated;
    return { kind: 'stuck', why: `the container ${helper.name} exits ${exitCode}: ${`${ended} ${words}`.trim()}` };
  }
  if (containerStatuses.length > 0 && containerStatuses.every(({ state }) => state?.running))
    return isLost(conditions) ? { kind: 'running', lost: lostNode(pod) } : { kind: 'running' };
  const waits = containerStatuses.flatMap(({ state }) => (state?.waiting ? [state.waiting] : []));
  const waiting = waits.find(isHopeless) ?? waits[0];
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const why =
    [waiting?.reason, waiting?.message, unscheduled?.message].filter((part) => part).join(': ') ||
    'it is not placed yet';
  return { kind: waiting !== undefined && isHopeless(waiting) ? 'stuck' : 'waiting', why };
}

type Conditions = NonNullable<NonNullable<Pod['status']>['conditions']>;

/** The cluster takes readiness from pods of a node that is silent, and leaves their containers as they were last. */
function isLost(conditions: Conditions): boolean {
  const says = (type: string) => conditions.find((condition) => condition.type === type)?.status;
  return says('Ready') === 'False' && says('ContainersReady') === 'True';
}

function lostNode({ spec }: Pod): string {
  return `its node ${spec?.nodeName ?? ''} no longer answers the cluster`;
}

function isHopeless({ reason = '', message = '' }: { readonly reason?: string; readonly message?: string }): boolean {
  if (hopeless.has(reason)) return true;
  return /ErrImagePull|ImagePullBackOff/.test(reason) && /not found|unauthorized|denied|forbidden/i.test(message);
}
