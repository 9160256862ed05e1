import { randomBytes } from 'node:crypto';
import { runProcess } from '@slipway/runner';
import { vi } from 'vitest';
import { podLabels } from '../kubernetes/pod.ts';
import type { Service } from './build.ts';

export interface FoundObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly ownerReferences?: readonly object[] };
  readonly spec: Record<string, unknown>;
  readonly status?: { readonly phase?: string };
}

/** What tests of the runtime kubernetes need of the lab's cluster. */
export function podsWith(lab: Readonly<Record<string, string>>) {
  const env = { ...(process.env as Record<string, string>), ...lab };

  /** @throws with kubectl's words */
  async function kubectl(args: readonly string[], input?: object): Promise<string> {
    const given = input === undefined ? {} : { input: JSON.stringify(input) };
    const { exitCode, stdout, stderr } = await runProcess(lab.KUBECTL ?? '', args, { env, ...given });
    if (exitCode !== 0) throw new Error(stderr);
    return stdout;
  }

  /** Pods and Secrets of builds of this service's image. */
  async function objectsOf(app: Service, namespace = 'default'): Promise<FoundObject[]> {
    const labels = Object.entries(podLabels(`${lab.REGISTRY}/shop/${app.repository}`));
    const selector = labels.map(([name, value]) => `${name}=${value}`).join(',');
    const args = ['get', 'pods,secrets', '--namespace', namespace, '--selector', selector, '--output', 'json'];
    return (JSON.parse(await kubectl(args)) as { items: FoundObject[] }).items;
  }

  /** Makes a namespace of a name of its own, which takes pods. */
  async function newNamespace(purpose: string, labels: Readonly<Record<string, string>> = {}): Promise<string> {
    const name = `kaniko-${purpose}-${randomBytes(4).toString('hex')}`;
    await kubectl(['create', '-f', '-'], { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    // It takes pods once the controllers have given it its service account.
    await vi.waitFor(() => kubectl(['get', 'serviceaccount/default', '-n', name]), { timeout: 30_000 });
    return name;
  }

  const inPod = { runtime: 'kubernetes', executor: `${lab.REGISTRY}/kaniko/executor:lab` };
  return { kubectl, objectsOf, newNamespace, inPod };
}
