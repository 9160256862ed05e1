import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { registryAddress } from '../components/registry.ts';
import { pauseImage } from '../images/base-images.ts';
import { authority } from '../machine/certificates.ts';
import { inLab } from '../machine/folders.ts';
import { port } from '../machine/ports.ts';
import { exists } from '../tools/cache.ts';
import { cgroupRoot } from './cgroup.ts';
import { bridge, nodeAddress, podNetwork, podRange } from './network.ts';

export const kubeconfig = () => inLab('cluster/kubeconfig');
export const tokens = () => inLab('cluster/tokens.csv');
export const containerdSocket = () => inLab('cluster/containerd.sock');
export const nodeName = 'lab';

/** Writes the files that the programs of the cluster start with. */
export async function writeConfiguration(): Promise<void> {
  await mkdir(inLab('cluster/cni'), { recursive: true });
  await write(kubeconfig(), JSON.stringify(kubeconfigFor(await adminToken()), null, 2));
  await write(inLab('cluster/cni/10-lab.conflist'), JSON.stringify(podNetworkConfiguration));
  await write(inLab('cluster/containerd.toml'), containerdConfiguration());
  await write(inLab('cluster/kubelet.json'), JSON.stringify(kubeletConfiguration()));
  await write(inLab('cluster/kube-proxy.json'), JSON.stringify(kubeProxyConfiguration()));
}

/** A file that has its content already stays untouched: kube-proxy watches its own, and ends when it is written. */
async function write(path: string, content: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present !== content) await writeFile(path, content, { mode: 0o600 });
}

/** The administrator's token; made once, because API server and kubeconfig must agree. */
async function adminToken(): Promise<string> {
  if (!(await exists(tokens()))) {
    await writeFile(tokens(), `${randomBytes(24).toString('hex')},admin,admin,"system:masters"\n`, { mode: 0o600 });
  }
  return (await readFile(tokens(), 'utf8')).split(',')[0] ?? '';
}

function kubeconfigFor(token: string): unknown {
  const server = `https://127.0.0.1:${port('kubernetes')}`;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server, 'certificate-authority': authority().certificate } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'admin' } }],
    'current-context': 'lab',
  };
}

const podNetworkConfiguration = {
  cniVersion: '0.4.0',
  name: podNetwork,
  plugins: [
    {
      type: 'bridge',
      bridge,
      isGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: {
        type: 'host-local',
        ranges: [[{ subnet: podRange }]],
        routes: [{ dst: '0.0.0.0/0' }],
        dataDir: inLab('cluster/addresses'),
      },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};

function containerdConfiguration(): string {
  return `version = 2
root = "${inLab('cluster/containerd/root')}"
state = "${inLab('cluster/containerd/state')}"
[grpc]
  address = "${containerdSocket()}"
[plugins."io.containerd.grpc.v1.cri"]
  # Without CAP_SYS_RESOURCE runc cannot lower a score: "can't get final child's PID from pipe".
  restrict_oom_score_adj = true
  sandbox_image = "${registryAddress()}/${pauseImage}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${inLab('cluster/cni')}"
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."${registryAddress()}"]
    endpoint = ["http://${registryAddress()}"]
`;
}

function kubeletConfiguration(): unknown {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    // kubectl logs, attach and exec reach the kubelet here; a loopback address would not do for a node.
    address: nodeAddress,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: authority().certificate },
    },
    authorization: { mode: 'Webhook' },
    cgroupDriver: 'cgroupfs',
    cgroupRoot,
    containerRuntimeEndpoint: `unix://${containerdSocket()}`,
    failSwapOn: false,
    // Both are in folders of the machine unless told otherwise.
    podLogsDir: inLab('cluster/pod-logs'),
    volumePluginDir: inLab('cluster/volume-plugins'),
    failCgroupV1: false,
    healthzBindAddress: '127.0.0.1',
    evictionHard: { 'nodefs.available': '1%', 'imagefs.available': '1%', 'memory.available': '100Mi' },
    imageGCHighThresholdPercent: 100,
    // Tests read states a moment after they change.
    nodeStatusUpdateFrequency: '4s',
    serializeImagePulls: false,
  };
}

function kubeProxyConfiguration(): unknown {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    clientConnection: { kubeconfig: kubeconfig() },
    clusterCIDR: podRange,
    hostnameOverride: nodeName,
    conntrack: { maxPerCore: 0, min: 0 },
    iptables: { minSyncPeriod: '100ms' },
  };
}
