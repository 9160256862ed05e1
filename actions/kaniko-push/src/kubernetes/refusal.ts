import type { FailureDetails } from '@slipway/findings';
import type { KanikoFailureCode } from '../failure.ts';

interface Refusal {
  readonly code: KanikoFailureCode;
  readonly headline: string;
  readonly advice: string;
}

/** What a namespace refuses pods for, by the words of the API server, and what helps. */
const refusals: readonly (readonly [RegExp, (found: string) => Refusal])[] = [
  [
    /violates PodSecurity "([^":]+)/,
    (level) => ({
      code: 'pod-refused',
      headline: `The namespace does not take the pod of kaniko: its Pod Security level is "${level}"`,
      advice:
        'Give a "namespace" of the level "baseline": kaniko lays out files of any owner, for which it has to be root with a few capabilities.',
    }),
  ],
  [
    /exceeded quota: ([^,\s]+)/,
    (quota) => ({
      code: 'pod-refused',
      headline: `The namespace has no room for the pod of kaniko: its quota "${quota}" is used up`,
      advice: 'Ask for less with "resources", wait until other pods have ended, or give another "namespace".',
    }),
  ],
  [
    /failed quota: ([^:\s]+): must specify/,
    (quota) => ({
      code: 'pod-refused',
      headline: `The namespace does not take the pod of kaniko: its quota "${quota}" wants resources to be given`,
      advice: 'Give those that the reason names with "resources".',
    }),
  ],
  [
    /((?:maximum|minimum) \S+ usage per \w+)/,
    (limit) => ({
      code: 'pod-refused',
      headline: `The namespace does not take the pod of kaniko: it has a limit of the ${limit}`,
      advice: 'Give "resources" that it allows.',
    }),
  ],
  [
    /serviceaccount "([^"]+)" not found/,
    (account) => ({
      code: 'pod-refused',
      headline: `service-account: the namespace has no "${account}"`,
      advice: 'Create it there, or leave the input away.',
    }),
  ],
  [
    /namespaces "([^"]+)" not found/,
    (namespace) => ({
      code: 'pod-refused',
      headline: `namespace: the cluster has no "${namespace}"`,
      advice: 'Create it, or give another.',
    }),
  ],
];

/** Says why the cluster did not do `what`, in our own sentence; kubectl's words are the reason. */
export function explainRefusal(what: string, stderr: string): FailureDetails<KanikoFailureCode> {
  const reason = stderr.trim().slice(-2000);
  for (const [words, explain] of refusals) {
    const found = words.exec(stderr)?.[1];
    if (found !== undefined) return { ...explain(found), reason };
  }
  return {
    code: 'executor-failed',
    headline: `The cluster did not ${what}`,
    reason,
    advice:
      'Check namespace and service account, and that the runner may create pods and secrets, attach to pods and execute in them there.',
  };
}
