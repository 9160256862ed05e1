import { readFile, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { LabFailure } from '../failure.ts';
import { inLab } from '../folders.ts';
import { exists } from '../tools/cache.ts';

/** The bridge that pods hang on; the node's address is its own. */
export const bridge = 'slipway0';
export const nodeAddress = '10.88.0.1';
export const podRange = '10.88.0.0/16';
export const serviceRange = '10.0.0.0/24';
/** Name of the pod network; it stands in the comments of the rules that CNI plugins make. */
export const podNetwork = 'slipway-lab';

/** Settings of the machine that kube-proxy and the bridge plugin change; `down` puts them back. */
const settings = ['net/ipv4/ip_forward', 'net/ipv4/conf/all/route_localnet'] as const;
const before = () => inLab('cluster/sysctl.json');

export async function makeBridge(): Promise<void> {
  if (!(await exists(before()))) {
    const values = await Promise.all(settings.map((name) => readFile(`/proc/sys/${name}`, 'utf8')));
    await writeFile(before(), JSON.stringify(values));
  }
  if (!(await exists(`/sys/class/net/${bridge}`))) {
    const made = await execa('ip', ['link', 'add', bridge, 'type', 'bridge'], { reject: false });
    if (made.exitCode !== 0)
      throw new LabFailure(
        `The lab cannot make a network bridge: ${made.stderr}; it needs root with CAP_NET_ADMIN. Set KUBECONFIG to use a cluster of your own.`,
      );
  }
  await execa('ip', ['addr', 'replace', `${nodeAddress}/16`, 'dev', bridge]);
  await execa('ip', ['link', 'set', bridge, 'up']);
}

/** Removes the bridge, what hangs on it, and the rules of kube-proxy, kubelet and the pod network. */
export async function removeNetwork(): Promise<void> {
  const { stdout } = await execa('ip', ['-o', 'link', 'show', 'master', bridge], { reject: false });
  for (const [, name = ''] of stdout.matchAll(/^\d+: ([^@:]+)/gm))
    await execa('ip', ['link', 'delete', name], { reject: false });
  if (await exists(`/sys/class/net/${bridge}`)) await execa('ip', ['link', 'delete', bridge], { reject: false });
  for (const family of ['iptables', 'ip6tables']) await removeRules(family);
  const values = JSON.parse(await readFile(before(), 'utf8').catch(() => '[]')) as string[];
  for (const [index, value] of values.entries()) await writeFile(`/proc/sys/${settings[index]}`, value);
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
