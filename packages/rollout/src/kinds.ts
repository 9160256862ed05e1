/**
 * By what the success of an object is known: a workload's `rollout`, the `binding` of a claim, the `endpoints` of a Service,
 * `conditions` in the status of a custom resource. `scaling` is only warned about, and what is `applied` is done.
 */
export type Rule = 'rollout' | 'binding' | 'endpoints' | 'conditions' | 'scaling' | 'applied';

const rules: Readonly<Record<string, Rule>> = {
  'apps/Deployment': 'rollout',
  'apps/StatefulSet': 'rollout',
  'apps/DaemonSet': 'rollout',
  'batch/Job': 'rollout',
  // Its Jobs are not of this deployment: the next one may be due at night, or never while it is suspended.
  'batch/CronJob': 'applied',
  '/PersistentVolumeClaim': 'binding',
  '/Service': 'endpoints',
  // An address in its status would prove something, none does not: there may be no controller, and many write none (an
  // IngressClass says that one was installed, not that it runs or publishes addresses). `health-url` asks the Ingress itself.
  'networking.k8s.io/Ingress': 'applied',
  'autoscaling/HorizontalPodAutoscaler': 'scaling',
};

/** Groups of Kubernetes' own kinds. A name that ends in k8s.io does not tell: the Gateway API has one as well. */
const ownGroups = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

/** The rule for a kind. The group counts: Knative has a Service too, and Volcano a Job. */
export function ruleFor(apiVersion: string, kind: string): Rule {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return rules[`${group}/${kind}`] ?? (ownGroups.has(group) ? 'applied' : 'conditions');
}
