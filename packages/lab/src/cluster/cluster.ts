import { mkdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { Component } from '../component.ts';
import { LabFailure } from '../failure.ts';
import { inLab, labFolder } from '../machine/folders.ts';
import { port, requireFree } from '../machine/ports.ts';
import { running, startDetached, until } from '../machine/processes.ts';
import { requirePackages } from '../tools/apt.ts';
import { exists } from '../tools/cache.ts';
import { installTools, linkProgram, toolPath } from '../tools/tools.ts';
import { makeCgroup } from './cgroup.ts';
import { cleanUpCluster } from './clean-up.ts';
import { kubeconfig, nodeName, writeConfiguration } from './configuration.ts';
import { buildKubernetes, requireKubernetes } from './kubernetes.ts';
import { bridgeOwner, hasKubernetesRules, makeBridge, nodeAddress } from './network.ts';
import { argumentsOf, type ProgramName, programNames } from './programs.ts';

const packages = [
  'etcd-server',
  'containerd',
  'runc',
  'containernetworking-plugins',
  'iptables',
  'iproute2',
  'openssl',
];

const tools = { KUBECTL: 'kubectl', HELM: 'helm4', HELM4: 'helm4', HELM3: 'helm3' } as const;

/** Kubernetes with one real node: its pods are real containers, its services answer on this machine. */
export const cluster: Component = {
  name: 'cluster',
  needs: ['registry', 'kaniko'],
  processes: programNames,
  own: { variable: 'KUBECONFIG', ours: kubeconfig, tools },
  address: () => `https://127.0.0.1:${port('kubernetes')}`,

  async check() {
    if (process.getuid?.() !== 0) {
      throw new LabFailure(
        'The cluster needs root, for containers and a network bridge; set KUBECONFIG to use a cluster of your own.',
      );
    }
    if (!(await isNew())) return;
    await requireKubernetes();
    await requireFree('kubernetes', 'etcd', 'etcdPeer');
    await requireNoOther();
  },

  async up(progress) {
    await progress.step('cluster: Debian packages', () => requirePackages(packages));
    const kubernetes = await progress.step(
      'cluster: Kubernetes (built from its Go module if not in the cache)',
      buildKubernetes,
    );
    await progress.step('cluster: kubectl, Helm 4 and Helm 3', async () => {
      await installTools(tools);
    });
    // What an earlier lab that was killed left behind.
    if (await isNew()) await cleanUpCluster();
    await mkdir(inLab('cluster'), { recursive: true });
    await writeConfiguration();
    await makeCgroup();
    await progress.step('cluster: network bridge', makeBridge);
    for (const name of programNames) await startProgram(name, kubernetes, progress);
    await progress.step('cluster: node ready', () => until('kubelet', isNodeReady, 60));
  },

  isReady: isNodeReady,
  cleanUp: cleanUpCluster,

  async environment() {
    return { KUBECONFIG: kubeconfig(), ...(await installTools(tools)), NODE_ADDRESS: nodeAddress };
  },
};

/** None of its programs runs. */
async function isNew(): Promise<boolean> {
  return (await Promise.all(programNames.map(running))).every((process) => process === undefined);
}

/** Two kubelets and kube-proxies on one machine would undo each other's work. */
async function requireNoOther(): Promise<void> {
  const owner = await bridgeOwner();
  if (owner !== undefined && owner !== '' && owner !== labFolder) {
    throw new LabFailure(
      `The cluster of another lab is on this machine, and there can be only one; ` +
        `run "SLIPWAY_LAB=${owner} npm run lab -- down", or set KUBECONFIG to use that one.`,
    );
  }
  if (owner === undefined && !(await exists(inLab('cluster'))) && (await hasKubernetesRules())) {
    throw new LabFailure(
      'Another Kubernetes has its iptables rules on this machine, and the lab would break it; set KUBECONFIG to use that one.',
    );
  }
}

async function startProgram(
  name: ProgramName,
  kubernetes: string,
  progress: { step<T>(title: string, work: () => Promise<T>): Promise<T> },
) {
  if (await running(name)) return;
  await progress.step(`cluster: ${name}`, async () => {
    const args = await argumentsOf(name);
    let program: string = name;
    if (name.startsWith('kube')) {
      program = inLab('cluster/bin', name);
      await linkProgram(kubernetes, program);
    }
    await startDetached(name, program, args, { cwd: inLab('cluster') });
    const ready = readiness[name];
    if (ready) await until(name, ready, 60);
  });
}

const readiness: Partial<Record<ProgramName, () => Promise<boolean>>> = {
  etcd: async () => (await fetch(`http://127.0.0.1:${port('etcd')}/health`)).ok,
  'kube-apiserver': async () => (await kubectl(['get', '--raw', '/readyz'])) === 'ok',
  containerd: async () =>
    (await execa('ctr', ['--address', inLab('cluster/containerd.sock'), 'version'], { reject: false })).exitCode === 0,
};

async function isNodeReady(): Promise<boolean> {
  const query = '-o=jsonpath={.status.conditions[?(@.type=="Ready")].status}';
  return (await kubectl(['get', 'node', nodeName, query])) === 'True' && (await hasDefaultServiceAccount());
}

/** Pods are refused until the controller has made it. */
async function hasDefaultServiceAccount(): Promise<boolean> {
  return (await kubectl(['get', 'serviceaccount', 'default', '-o=name'])) !== '';
}

async function kubectl(args: readonly string[]): Promise<string> {
  if ((await readFile(kubeconfig(), 'utf8').catch(() => '')) === '') return '';
  const result = await execa(toolPath('kubectl'), ['--request-timeout=3s', ...args], {
    env: { KUBECONFIG: kubeconfig() },
    reject: false,
  });
  return result.exitCode === 0 ? result.stdout.trim() : '';
}
