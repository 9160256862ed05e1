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

/** Reads a pod as the API server gives it. */
export function podState(pod: Pod): PodState {
  const { phase, reason, message, conditions = [], containerStatuses = [] } = pod.status ?? {};
  const { waiting, running, terminated } = containerStatuses[0]?.state ?? {};
  if (terminated !== undefined) {
    return {
      kind: 'ended',
      exitCode: terminated.exitCode,
      message: terminated.message ?? '',
      reason: terminated.reason ?? '',
    };
  }
  if (phase === 'Failed') return { kind: 'ended', exitCode: 1, message: message ?? '', reason: reason ?? '' };
  if (running !== undefined) return { kind: 'running' };
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const why =
    [waiting?.reason, waiting?.message, unscheduled?.message].filter((part) => part).join(': ') ||
    'it is not placed yet';
  const pullFails =
    /ErrImagePull|ImagePullBackOff/.test(waiting?.reason ?? '') &&
    /not found|unauthorized|denied|forbidden/i.test(waiting?.message ?? '');
  return { kind: hopeless.has(waiting?.reason ?? '') || pullFails ? 'stuck' : 'waiting', why };
}
