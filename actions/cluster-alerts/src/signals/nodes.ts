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
    const key = `${metadata.name} ${condition.type}`;
    const known = sightings.get(key);
    // Of a node whose kubelet is silent everything is `Unknown`: it is not ready, and what it was short of is not over.
    const isStill = !isReady && condition.status === 'Unknown' && known !== undefined;
    const isBad = isReady ? condition.status !== 'True' : condition.status === 'True' || isStill;
    if (!isBad || (!isReady && !/Pressure$|^NetworkUnavailable$/.test(condition.type))) return [];
    const began = isStill ? known.began : (condition.lastTransitionTime ?? '');
    return [
      {
        key,
        subject,
        reason: isReady ? 'NotReady' : condition.type,
        message: condition.message ?? condition.reason ?? '',
        since: sinceWhen(sightings, key, began, { earliest: lookedAt ?? 0, now }),
      },
    ];
  });
}
