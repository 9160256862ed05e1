import { join } from 'node:path';
import { authority, clientCertificate, serverCertificate, signingKey } from '../machine/certificates.ts';
import { inLab } from '../machine/folders.ts';
import { port } from '../machine/ports.ts';
import { kubeconfig, nodeName, tokens } from './configuration.ts';
import { apiAddress, nodeAddress, podRange, serviceRange } from './network.ts';

/** The programs of the cluster by the name of their process, in the order in which they start. */
export const programNames = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'containerd',
  'kube-proxy',
  'kubelet',
] as const;

export type ProgramName = (typeof programNames)[number];

const client = () => `http://127.0.0.1:${port('etcd')}`;
const peer = () => `http://127.0.0.1:${port('etcdPeer')}`;

/** Arguments of each program; certificates and keys are made when they are not there. */
export async function argumentsOf(name: ProgramName): Promise<string[]> {
  switch (name) {
    case 'etcd':
      return [
        `--data-dir=${inLab('cluster/etcd')}`,
        `--listen-client-urls=${client()}`,
        `--advertise-client-urls=${client()}`,
        `--listen-peer-urls=${peer()}`,
        `--initial-advertise-peer-urls=${peer()}`,
        `--initial-cluster=default=${peer()}`,
        // The lab's data may be lost with the machine.
        '--unsafe-no-fsync',
      ];
    case 'kube-apiserver':
      return apiServerArguments();
    case 'kube-controller-manager':
      return [
        `--kubeconfig=${kubeconfig()}`,
        `--service-account-private-key-file=${await signingKey('service-accounts')}`,
        `--root-ca-file=${authority().certificate}`,
        '--use-service-account-credentials=true',
        '--leader-elect=false',
        '--bind-address=127.0.0.1',
        `--cluster-cidr=${podRange}`,
      ];
    case 'kube-scheduler':
      return [`--kubeconfig=${kubeconfig()}`, '--leader-elect=false', '--bind-address=127.0.0.1'];
    case 'containerd':
      return ['--config', inLab('cluster/containerd.toml')];
    case 'kube-proxy':
      return [`--config=${inLab('cluster/kube-proxy.json')}`];
    case 'kubelet':
      return [
        `--config=${inLab('cluster/kubelet.json')}`,
        `--kubeconfig=${kubeconfig()}`,
        `--root-dir=${inLab('cluster/kubelet')}`,
        `--cert-dir=${join(inLab('cluster/kubelet'), 'pki')}`,
        `--hostname-override=${nodeName}`,
        `--node-ip=${nodeAddress}`,
      ];
  }
}

async function apiServerArguments(): Promise<string[]> {
  const names = [
    'IP:127.0.0.1',
    `IP:${apiAddress}`,
    `IP:${nodeAddress}`,
    'DNS:kubernetes',
    'DNS:kubernetes.default',
    'DNS:kubernetes.default.svc',
    'DNS:localhost',
  ];
  const server = await serverCertificate('kube-apiserver', names);
  const kubeletClient = await clientCertificate('apiserver-kubelet-client', 'system:masters');
  const serviceAccounts = await signingKey('service-accounts');
  return [
    `--etcd-servers=${client()}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port('kubernetes')}`,
    `--advertise-address=127.0.0.1`,
    `--service-cluster-ip-range=${serviceRange}`,
    `--client-ca-file=${authority().certificate}`,
    `--tls-cert-file=${server.certificate}`,
    `--tls-private-key-file=${server.key}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${serviceAccounts}`,
    `--service-account-signing-key-file=${serviceAccounts}`,
    `--token-auth-file=${tokens()}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--endpoint-reconciler-type=none',
    '--kubelet-preferred-address-types=InternalIP',
    `--kubelet-client-certificate=${kubeletClient.certificate}`,
    `--kubelet-client-key=${kubeletClient.key}`,
  ];
}
