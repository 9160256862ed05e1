/** What matters of a pod while kaniko runs in it. */
export type PodState =
  | { readonly kind: 'waiting'; readonly why: string }
  /** It will not start: the image cannot be pulled, the pod cannot be placed. */
  | { readonly kind: 'stuck'; readonly why: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly exitCode: number; readonly message: string; readonly reason: string };

interface Pod {
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
  if (terminated !== undefined) {
    return {
      kind: 'ended',
      exitCode: terminated.exitCode,
      message: terminated.message ?? '',
      reason: terminated.reason ?? '',
    };
  }
  if (phase === 'Failed') return { kind: 'ended', exitCode: 1, message: message ?? '', reason: reason ?? '' };
  const helper = containerStatuses.find(({ state }) => state?.terminated !== undefined);
  if (helper?.state?.terminated !== undefined) {
    const { exitCode, reason: ended = '', message: words = '' } = helper.state.terminated;
    return { kind: 'stuck', why: `the container ${helper.name} exits ${exitCode}: ${`${ended} ${words}`.trim()}` };
  }
  if (containerStatuses.length > 0 && containerStatuses.every(({ state }) => state?.running))
    return { kind: 'running' };
  const waits = containerStatuses.flatMap(({ state }) => (state?.waiting ? [state.waiting] : []));
  const waiting = waits.find(isHopeless) ?? waits[0];
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const why =
    [waiting?.reason, waiting?.message, unscheduled?.message].filter((part) => part).join(': ') ||
    'it is not placed yet';
  return { kind: waiting !== undefined && isHopeless(waiting) ? 'stuck' : 'waiting', why };
}

function isHopeless({ reason = '', message = '' }: { readonly reason?: string; readonly message?: string }): boolean {
  if (hopeless.has(reason)) return true;
  return /ErrImagePull|ImagePullBackOff/.test(reason) && /not found|unauthorized|denied|forbidden/i.test(message);
}
