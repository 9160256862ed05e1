import type { Node } from './objects.ts';
import { type Condition, timeWithin } from './signal.ts';

/** What is wrong with a node: `NotReady`, or a kind of pressure by the name of its condition. */
export function readNode({ metadata, status }: Node, now: number): Condition[] {
  const subject = { kind: 'Node', name: metadata.name, namespace: '', app: metadata.name };
  return (status?.conditions ?? []).flatMap((condition) => {
    const isReady = condition.type === 'Ready';
    // A node whose kubelet is silent is `Unknown`.
    const isBad = isReady ? condition.status !== 'True' : condition.status === 'True';
    if (!isBad || (!isReady && !/Pressure$|^NetworkUnavailable$/.test(condition.type))) return [];
    return [
      {
        subject,
        reason: isReady ? 'NotReady' : condition.type,
        message: condition.message ?? condition.reason ?? '',
        since: timeWithin(condition.lastTransitionTime, 0, now),
      },
    ];
  });
}
