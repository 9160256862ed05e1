import type { Node } from './objects.ts';
import { type Condition, type Sightings, sinceWhen } from './signal.ts';

/** What is wrong with a node: `NotReady`, or a kind of pressure by the name of its condition. */
export function readNode(
  { metadata, status }: Node,
  sightings: Sightings,
  lookedAt: number | undefined,
  now: number,
): Condition[] {
  const subject = { kind: 'Node', name: metadata.name, namespace: '', app: metadata.name };
  return (status?.conditions ?? []).flatMap((condition) => {
    const isReady = condition.type === 'Ready';
    // A node whose kubelet is silent is `Unknown`.
    const isBad = isReady ? condition.status !== 'True' : condition.status === 'True';
    if (!isBad || (!isReady && !/Pressure$|^NetworkUnavailable$/.test(condition.type))) return [];
    const key = `${metadata.name} ${condition.type}`;
    return [
      {
        key,
        subject,
        reason: isReady ? 'NotReady' : condition.type,
        message: condition.message ?? condition.reason ?? '',
        since: sinceWhen(sightings, key, condition.lastTransitionTime ?? '', { earliest: lookedAt ?? 0, now }),
      },
    ];
  });
}
