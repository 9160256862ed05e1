import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bridge } from './cluster/network.ts';
import type { Machine } from './testing/own-machine.ts';

// A whole second lab, with a cluster, in namespaces that are a machine of its own to it.

interface Report {
  readonly states: Readonly<Record<string, string>>;
  readonly answer: string;
  readonly isUntouched: boolean;
  readonly answerAfterCrash: string;
  readonly before: Machine;
  readonly between: Machine;
  readonly after: Machine;
}

describe('a lab with a cluster on a machine of its own', () => {
  let folder: string;
  let report: Report;
  let isUp = false;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-own-machine-'));
    const program = join(import.meta.dirname, 'testing/own-machine.ts');
    const namespaces = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
    const environment = { SLIPWAY_LAB: join(folder, 'lab'), REGISTRY: '', KUBECONFIG: '' };
    const { stdout } = await execa('unshare', [...namespaces, process.execPath, program], { env: environment });
    report = JSON.parse(stdout) as Report;
    isUp = true;
  }, 300_000);
  afterAll(() => (isUp ? rm(folder, { recursive: true, force: true }) : undefined));

  test('brings up the cluster with what it needs and nothing else', () => {
    expect(report.states).toMatchObject({ registry: 'up', kaniko: 'up', cluster: 'up', git: 'down', mail: 'down' });
  });

  test('runs a pod whose service answers, without a default route', () => {
    expect(report.answer).toBe('hello');
  });

  test('goes on as it is when up comes again', () => {
    expect(report.isUntouched).toBe(true);
  });

  test('is healed by another up after all of its processes were killed', () => {
    expect(report.answerAfterCrash).toBe('hello');
  });

  test.each([
    ['interfaces', bridge],
    ['rules', 'KUBE-SERVICES'],
    ['mounts', '/netns/cni-'],
    ['processes', 'kubelet'],
    ['cgroups', 'slipway-lab-'],
    ['namespaces', 'cni-'],
    ['links', 'web_default'],
  ] as const)('had %s on the machine, and down leaves none', (kind, sign) => {
    expect(report.between[kind].join('\n')).toContain(sign);
    expect(report.after[kind].filter((entry) => !report.before[kind].includes(entry))).toEqual([]);
  });

  test('has removed its folder', async () => {
    expect(await readdir(folder)).toEqual([]);
  });
});
