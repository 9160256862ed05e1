import { createHash } from 'node:crypto';
import { neededCapabilities } from '../sandbox/capabilities.ts';
import type { Resources } from './resources.ts';

export interface PodPlan {
  /** Of pod and Secret. */
  readonly name: string;
  readonly image: string;
  readonly kaniko: readonly string[];
  /** Image with `sleep` and `tar`. */
  readonly helperImage: string;
  /** Registry and repository of the image, by which leftovers are found. */
  readonly imageName: string;
  readonly serviceAccount: string;
  readonly resources: Resources;
  readonly machineNetwork: boolean;
  /** Seconds after which the cluster itself ends the pod, should nobody be left to do it. */
  readonly deadline: number;
  /** Keys of the Secret, and where their files go. */
  readonly files: ReadonlyMap<string, string>;
}

/** Where kaniko writes the image, and where the helper finds it. */
export const layout = '/kaniko/image';

/** Of pods and Secrets that build one image; names of images do not fit into labels, and are hashed. */
export function podLabels(imageName: string): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': 'kaniko',
    'app.kubernetes.io/managed-by': 'slipway',
    'slipway.dev/image': createHash('sha256').update(imageName).digest('hex').slice(0, 40),
  };
}

/**
 * A pod in which kaniko waits for the context on standard input, and a helper for somebody who asks for the image. It
 * is as restricted as kaniko can be: root, but with the capabilities it needs only, no way to gain more, and no token of
 * a service account. The helper has no capability at all and does not see what is in the Secret.
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
    metadata: {
      name: plan.name,
      labels: podLabels(plan.imageName),
      annotations: { 'slipway.dev/image-name': plan.imageName },
    },
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
          volumeMounts: [{ name: 'image', mountPath: layout }, ...mounts],
        },
        {
          name: 'helper',
          image: plan.helperImage,
          command: ['sleep', String(plan.deadline)],
          resources: helperResources,
          securityContext: {
            // The image is root's, and readable by its owner.
            runAsUser: 0,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
            seccompProfile: { type: 'RuntimeDefault' },
          },
          volumeMounts: [{ name: 'image', mountPath: layout, readOnly: true }],
        },
      ],
      volumes: [
        { name: 'image', emptyDir: {} },
        ...(mounts.length === 0 ? [] : [{ name: 'private', secret: { secretName: plan.name, defaultMode: 0o400 } }]),
      ],
    },
  };
}

/** `tar` reads one file after another. Given, because quotas refuse containers that say nothing. */
const helperResources = {
  requests: { cpu: '10m', memory: '16Mi' },
  limits: { cpu: '1', memory: '128Mi' },
};

/**
 * The Secret with the login, the certificate authority and the secrets of the build. It belongs to the pod, so that the
 * cluster removes it with the pod whoever removes that.
 */
export function secretFor(
  { name, uid }: { readonly name: string; readonly uid: string },
  imageName: string,
  contents: ReadonlyMap<string, string>,
): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      labels: podLabels(imageName),
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }],
    },
    stringData: Object.fromEntries(contents),
  };
}
