import { KanikoFailure } from '../failure.ts';

/** Why the cluster ended a pod, or one of its containers, and what helps. */
const ends: Readonly<Record<string, { readonly headline: string; readonly advice: string }>> = {
  Evicted: {
    headline: 'The cluster evicted the pod of kaniko during the build',
    advice:
      'Give it what the build needs with "resources": requests get it a node with room, limits.ephemeral-storage has to hold three images.',
  },
  OOMKilled: {
    headline: 'kaniko needed more memory than its pod may take',
    advice:
      'Give more with "resources": limits.memory=4Gi. Large images need less with the kaniko-args --compressed-caching=false.',
  },
  DeadlineExceeded: {
    headline: 'The cluster ended the pod of kaniko: its time was over',
    advice: 'Give it longer with "timeout".',
  },
};

/** For a pod that did not end by kaniko's own exit; `reason` is the cluster's. */
export function podEnded(reason: string, message: string): KanikoFailure {
  const { headline, advice } = ends[reason] ?? {
    headline: `The cluster ended the pod of kaniko: ${reason}`,
    advice: 'Run the job again, and look at the events of the namespace if it ends like this once more.',
  };
  return new KanikoFailure({ code: 'pod-ended', headline, reason: message.trim() || reason, advice });
}

/** For a pod that somebody has deleted. */
export function podRemoved(name: string): KanikoFailure {
  return new KanikoFailure({
    code: 'pod-ended',
    headline: 'The pod of kaniko was removed during the build',
    reason: `${name} is no longer in the cluster: somebody deleted it, its node was drained or taken away, or something more important needed the room.`,
    advice: 'Run the job again.',
  });
}
