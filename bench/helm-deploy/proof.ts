import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Lab } from './release.ts';

interface ContainerStatus {
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: { readonly exitCode?: number };
  };
  readonly lastState?: { readonly terminated?: { readonly exitCode?: number; readonly reason?: string } };
}

interface Pod {
  readonly status?: {
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

const reasons = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'CreateContainerConfigError',
  'RunContainerError',
];

/**
 * Whether a pod shows by itself that it will not come up: what somebody who looks at `kubectl get pods` would take for it. A
 * container that has ended once may have been unlucky; the second end counts.
 */
function isProof({ status }: Pod): boolean {
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].some(
    ({ state, lastState, restartCount = 0 }) =>
      reasons.includes(state?.waiting?.reason ?? '') ||
      state?.waiting?.reason === 'CrashLoopBackOff' ||
      (restartCount > 0 && state?.terminated !== undefined) ||
      lastState?.terminated?.reason === 'StartError',
  );
}

/** Waits for the namespace, then watches its pods with kubectl; the result is when the first proof was seen. */
export function firstProof(lab: Lab, namespace: string): { readonly time: () => number | undefined; stop(): void } {
  let time: number | undefined;
  let isStopped = false;
  let stopCurrent = () => {};
  const env = { KUBECONFIG: lab.KUBECONFIG ?? '' };
  const follow = async () => {
    while (!isStopped) {
      const args = ['get', 'pods', '--namespace', namespace, '--watch', '--output=json'];
      const child = execa(lab.KUBECTL ?? '', args, { env, reject: false, buffer: false });
      stopCurrent = () => child.kill();
      let text = '';
      for await (const line of createInterface({ input: child.stdout })) {
        text += line;
        // Objects are printed over several lines, the last of which is a closing brace alone.
        if (line !== '}') continue;
        if (time === undefined && isProof(JSON.parse(text) as Pod)) time = performance.now();
        text = '';
      }
      await child;
    }
  };
  void follow();
  return {
    time: () => time,
    stop() {
      isStopped = true;
      stopCurrent();
    },
  };
}
