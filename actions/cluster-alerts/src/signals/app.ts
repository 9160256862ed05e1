import type { Metadata } from '@slipway/rollout';

/** The labels that name a service, the most telling first: the recommended ones, then what people used before. */
const labels = ['app.kubernetes.io/instance', 'app.kubernetes.io/name', 'app', 'k8s-app'];

/** The service that an object belongs to, by its labels, else by the name of what made it. */
export function appOf({ labels: given = {}, ownerReferences = [], name }: Metadata, kind: string): string {
  const label = labels.map((key) => given[key] ?? '').find((value) => value !== '');
  if (label !== undefined) return label;
  const [owner] = ownerReferences;
  return owner === undefined ? appOfName(name, kind) : appOfName(owner.name, owner.kind);
}

// Suffixes that Kubernetes makes have no vowels and no 0, 1 and 3 (apimachinery's rand.SafeEncodeString), so that few
// names that people choose look like one. The hash of a pod template is such a word of up to ten letters.
const letters = '[bcdfghjklmnpqrstvwxz2456789]';
const suffix = new RegExp(`-${letters}{5}$`);
const templateHash = new RegExp(`-${letters}{6,10}$`);

/** The service by a name alone, for events about objects that nobody has seen: `index-5d59d67564-8cqtm` is of `index`. */
export function appOfName(name: string, kind: string): string {
  if (kind === 'Pod') {
    const made = name.replace(suffix, '');
    // A pod of a Job of a CronJob: <cron job>-<minutes since 1970>-<suffix>.
    if (made !== name) return made.replace(templateHash, '').replace(/-\d{8,}$/, '');
    // A pod of a StatefulSet: <set>-<ordinal>.
    return name.replace(/-\d{1,4}$/, '');
  }
  if (kind === 'ReplicaSet') return name.replace(templateHash, '');
  if (kind === 'Job') return name.replace(/-\d{8,}$/, '');
  return name;
}
