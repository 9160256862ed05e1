import { readFile, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { LabFailure } from '../failure.ts';
import { inLab, labFolder } from '../machine/folders.ts';
import { exists } from '../tools/cache.ts';

/** The bridge that pods hang on; the node's address is its own. */
export const bridge = 'slipway0';
export const nodeAddress = '10.88.0.1';
export const podRange = '10.88.0.0/16';
/** Not 10.0.0.0/24, the usual one: that is the network of many a home and office. */
export const serviceRange = '10.89.0.0/24';
/** Kubernetes gives the first address of the range to its own API. */
export const apiAddress = '10.89.0.1';
/** Name of the pod network; it stands in the comments of the rules that CNI plugins make. */
export const podNetwork = 'slipway-lab';

/** Settings of the machine that kube-proxy, kubelet and the bridge plugin change; `down` puts them back. */
const settings = [
  'net/ipv4/ip_forward',
  'net/ipv4/conf/all/route_localnet',
  'vm/overcommit_memory',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
] as const;
const before = () => inLab('cluster/sysctl.json');

export async function makeBridge(): Promise<void> {
  if (!(await exists(before()))) {
    // A container may hide some of them; those stay as they are.
    const values = await Promise.all(settings.map((name) => readFile(`/proc/sys/${name}`, 'utf8').catch(() => '')));
    await writeFile(before(), JSON.stringify(values));
  }
  if ((await bridgeOwner()) === undefined) {
    const made = await execa('ip', ['link', 'add', bridge, 'type', 'bridge'], { reject: false });
    if (made.exitCode !== 0)
      throw new LabFailure(
        `The lab cannot make a network bridge: ${made.stderr}; it needs root with CAP_NET_ADMIN. Set KUBECONFIG to use a cluster of your own.`,
      );
  }
  await execa('ip', ['link', 'set', bridge, 'alias', labFolder]);
  await execa('ip', ['addr', 'replace', `${nodeAddress}/16`, 'dev', bridge]);
  await execa('ip', ['link', 'set', bridge, 'up']);
  // kube-proxy's rules turn service addresses into pods', but a machine without a default route has no way to either.
  await execa('ip', ['route', 'replace', serviceRange, 'dev', bridge]);
}

/** Folder of the lab whose bridge is on this machine (the alias of the interface says it); undefined without one. */
export async function bridgeOwner(): Promise<string | undefined> {
  const { stdout, exitCode } = await execa('ip', ['-json', 'link', 'show', bridge], { reject: false });
  if (exitCode !== 0) return undefined;
  const [link] = JSON.parse(stdout) as { ifalias?: string }[];
  return link?.ifalias ?? '';
}

/** Whether kube-proxy or kubelet, of whomever, has rules here. */
export async function hasKubernetesRules(): Promise<boolean> {
  const { stdout, exitCode } = await execa('iptables-save', [], { reject: false });
  return exitCode === 0 && stdout.includes(':KUBE-');
}

/** Removes the bridge, what hangs on it, and the rules of kube-proxy, kubelet and the pod network. */
export async function removeNetwork(): Promise<void> {
  const { stdout } = await execa('ip', ['-o', 'link', 'show', 'master', bridge], { reject: false });
  for (const [, name = ''] of stdout.matchAll(/^\d+: ([^@:]+)/gm))
    await execa('ip', ['link', 'delete', name], { reject: false });
  await execa('ip', ['link', 'delete', bridge], { reject: false });
  for (const family of ['iptables', 'ip6tables']) await removeRules(family);
  const values = JSON.parse(await readFile(before(), 'utf8').catch(() => '[]')) as string[];
  for (const [index, value] of values.entries()) {
    if (value !== '') await writeFile(`/proc/sys/${settings[index]}`, value);
  }
}

async function removeRules(family: string): Promise<void> {
  const saved = await execa(`${family}-save`, [], { reject: false });
  if (saved.exitCode !== 0) return;
  const kept = withoutOurRules(saved.stdout);
  if (kept !== saved.stdout) await execa(`${family}-restore`, [], { input: `${kept}\n` });
}

/** The text of iptables-save without chains and rules of Kubernetes, and of pod networks. */
export function withoutOurRules(text: string): string {
  const ours = /^:(KUBE|CNI)-|^-A (KUBE|CNI)-| -j (KUBE|CNI)-|--comment "?name: \\?"slipway-lab/;
  return text
    .split('\n')
    .filter((line) => !ours.test(line))
    .join('\n');
}
