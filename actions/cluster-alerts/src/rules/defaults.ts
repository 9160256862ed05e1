import type { Rule } from './rule.ts';

const minute = 60_000;
const usual = {
  kinds: [],
  message: undefined,
  namespaces: [],
  apps: [],
  threshold: 1,
  window: 10 * minute,
  for: 0,
  silence: 60 * minute,
  severity: 'warning',
} as const;

/** The rules that hold without a file: what a team wants to hear of, and not at once what heals by itself. */
export const defaultRules: readonly Rule[] = [
  {
    ...usual,
    name: 'out-of-memory',
    title: 'Out of memory',
    reasons: ['OOMKilled'],
    severity: 'critical',
    hint: 'Raise resources.limits.memory, or find the leak: the log before the end is in "kubectl logs --previous".',
  },
  {
    ...usual,
    name: 'crash-loop',
    title: 'Restarts again and again',
    reasons: ['Restarted', 'CrashLoopBackOff'],
    threshold: 3,
    // The wait grows to five minutes, and then there are never three restarts in the window.
    for: minute,
    severity: 'critical',
    hint: 'Read "kubectl logs --previous"; roll back if it began with a deployment.',
  },
  {
    ...usual,
    name: 'image-pull',
    title: 'Image cannot be pulled',
    reasons: ['ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'RegistryUnavailable'],
    // A registry that was slow for a moment is no news.
    for: 2 * minute,
    hint: 'Check that the tag is in the registry, that the pull Secret is valid and that the node reaches the registry.',
  },
  {
    ...usual,
    name: 'container-config',
    title: 'Container cannot be created',
    reasons: ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'],
    for: 2 * minute,
    hint: 'The message names the ConfigMap, Secret or command that is missing.',
  },
  {
    ...usual,
    name: 'scheduling',
    title: 'No node takes the pod',
    reasons: ['Unschedulable'],
    // An autoscaler needs minutes to bring a node.
    for: 5 * minute,
    hint: 'Compare the requests with what nodes have left ("kubectl describe nodes"), and tolerations with taints.',
  },
  {
    ...usual,
    name: 'mount',
    title: 'Volume cannot be mounted',
    reasons: ['FailedMount', 'FailedAttachVolume', 'FailedMapVolume', 'ProvisioningFailed'],
    threshold: 3,
    hint: 'The message names the Secret or ConfigMap that is missing; else look at the claim: its disk may be of another zone, or attached elsewhere.',
  },
  {
    ...usual,
    name: 'probes',
    title: 'Probes fail',
    reasons: ['Unhealthy', 'ProbeWarning', 'ContainersNotReady', 'ReadinessGatesNotReady'],
    // Startup probes fail until a service has started: once a second, and at every deployment.
    message: /^(?!Startup probe)/,
    threshold: 10,
    // A service is given time to start. What stays unready is told on when its events have become rare.
    for: 10 * minute,
    hint: 'Is the service overloaded, or the probe too strict? Look at its latency and at timeoutSeconds.',
  },
  {
    ...usual,
    name: 'start',
    title: 'Pod does not start',
    // What holds a pod up and no other rule has told of.
    reasons: ['NotStarted'],
    for: 10 * minute,
    hint: 'Look at "kubectl describe pod": a volume, the network, an init container or the startup probe holds it up.',
  },
  {
    ...usual,
    name: 'evictions',
    title: 'Pods are evicted',
    reasons: ['Evicted', 'Preempted', 'Preempting', 'TaintManagerEviction'],
    hint: 'The node ran short of something; give the pod requests that fit what it uses.',
  },
  {
    ...usual,
    name: 'quota',
    title: 'Quota is used up',
    reasons: ['FailedCreate'],
    message: /exceeded quota/,
    hint: 'Raise the ResourceQuota of the namespace, or lower the requests in it.',
  },
  {
    ...usual,
    name: 'failed-create',
    title: 'Pods cannot be created',
    reasons: ['FailedCreate', 'ReplicaSetCreateError', 'FailedDaemonPod'],
    threshold: 3,
    hint: 'The message says who refused: an admission policy, a service account, a limit range.',
  },
  {
    ...usual,
    name: 'failed-jobs',
    title: 'Job failed',
    reasons: ['BackoffLimitExceeded', 'DeadlineExceeded', 'PodFailurePolicy'],
    kinds: ['Job'],
    // Most run once a day: one that fails each night is one alert that goes on, not one that is over ten minutes later.
    window: 24 * 60 * minute,
    hint: 'Read the log of its last pod; start it again with "kubectl create job --from=cronjob/…".',
  },
  {
    ...usual,
    name: 'node-not-ready',
    title: 'Node is not ready',
    reasons: ['NotReady'],
    kinds: ['Node'],
    for: 2 * minute,
    severity: 'critical',
    hint: 'Is the machine up, does its kubelet run and reach the API server? Its pods move after five minutes.',
  },
  {
    ...usual,
    name: 'node-pressure',
    title: 'Node is short of something',
    reasons: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'],
    kinds: ['Node'],
    for: minute,
    severity: 'critical',
    hint: 'Find what uses it ("kubectl top pods", images and logs on the disk); pods are evicted until it is over.',
  },
  {
    ...usual,
    name: 'node-out-of-memory',
    title: 'Node ran out of memory',
    reasons: ['SystemOOM', 'OOMKilling'],
    kinds: ['Node'],
    severity: 'critical',
    hint: "Pods use more than they request: give them limits, and reserve memory for the node's own services.",
  },
];

/** What a rule of a file has where it says nothing. */
export const ruleDefaults = { ...usual, hint: '' } as const satisfies Partial<Rule>;
