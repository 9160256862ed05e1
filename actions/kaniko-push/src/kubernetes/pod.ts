import { neededCapabilities } from '../sandbox/capabilities.ts';
import type { Resources } from './resources.ts';

export interface PodPlan {
  /** Of pod and Secret. */
  readonly name: string;
  readonly image: string;
  readonly kaniko: readonly string[];
  readonly serviceAccount: string;
  readonly resources: Resources;
  readonly machineNetwork: boolean;
  /** Seconds after which the cluster itself ends the pod, should nobody be left to do it. */
  readonly deadline: number;
  /** Keys of the Secret, and where their files go. */
  readonly files: ReadonlyMap<string, string>;
}

export const podLabels = { 'app.kubernetes.io/name': 'kaniko', 'app.kubernetes.io/managed-by': 'slipway' };

/**
 * A pod in which kaniko waits for the context on standard input. It is as restricted as kaniko can be: root, but with
 * the capabilities it needs only, no way to gain more, and no token of a service account.
 */
export function podFor(plan: PodPlan): object {
  const mounts = [...plan.files].map(([key, path]) => ({
    name: 'private',
    mountPath: path,
    subPath: key,
    readOnly: true,
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: plan.name, labels: podLabels },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: plan.deadline,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(plan.serviceAccount === '' ? {} : { serviceAccountName: plan.serviceAccount }),
      ...(plan.machineNetwork ? { hostNetwork: true } : {}),
      containers: [
        {
          name: 'kaniko',
          image: plan.image,
          args: plan.kaniko,
          stdin: true,
          stdinOnce: true,
          env: [
            { name: 'DOCKER_CONFIG', value: '/kaniko/.docker' },
            { name: 'container', value: 'kube' },
          ],
          resources: plan.resources,
          securityContext: {
            runAsUser: 0,
            allowPrivilegeEscalation: false,
            capabilities: {
              drop: ['ALL'],
              add: Object.keys(neededCapabilities).map((name) => name.slice('CAP_'.length)),
            },
            seccompProfile: { type: 'RuntimeDefault' },
          },
          volumeMounts: mounts,
        },
      ],
      volumes: mounts.length === 0 ? [] : [{ name: 'private', secret: { secretName: plan.name, defaultMode: 0o400 } }],
    },
  };
}

/** The Secret with the login, the certificate authority and the secrets of the build. */
export function secretFor(name: string, contents: ReadonlyMap<string, string>): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels: podLabels },
    stringData: Object.fromEntries(contents),
  };
}
