import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { requirePackages } from '@slipway/lab';
import { runProcess, startProcess } from '@slipway/runner';
import { unpackPackages } from './debian-package.ts';

type Environment = Readonly<Record<string, string>>;

export interface PodmanService {
  /** For whoever wants to talk to it: CONTAINER_HOST, and PATH with its client, where docker finds no daemon. */
  readonly environment: Environment;
  stop(): Promise<void>;
}

/** Starts podman's service, of Debian's packages unpacked: another machine as far as its client knows. */
export async function startPodman(env: Environment, insecureRegistry: string): Promise<PodmanService> {
  // Installed: the podman that cleans up after a container, and is waited for, gets no environment.
  await requirePackages(['libsubid4', 'libgpgme11']);
  const unpacked = await unpackPackages(env, 'podman', ['podman', 'conmon', 'netavark']);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-podman-'));
  const files = {
    // Machines without CAP_SYS_RESOURCE may raise no limit, and crun wants cgroups of one version.
    'containers.conf': `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=20000:20000"]
[engine]
runtime = "runc"
conmon_path = ["${unpacked}/usr/bin/conmon"]
helper_binaries_dir = ["${unpacked}/usr/lib/podman"]
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "${folder}/tmp"
[network]
network_backend = "netavark"
network_config_dir = "${folder}/networks"
`,
    'registries.conf': `[[registry]]\nlocation = "${insecureRegistry}"\ninsecure = true\n`,
    'storage.conf': `[storage]\ndriver = "vfs"\nrunroot = "${folder}/run"\ngraphroot = "${folder}/data"\n`,
    '.config/containers/policy.json': '{"default":[{"type":"insecureAcceptAnything"}]}',
  };
  for (const part of ['networks', 'tmp', '.config/containers']) await mkdir(join(folder, part), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const { DOCKER_HOST: _, ...rest } = env;
  const base = {
    ...rest,
    PATH: `${unpacked}/usr/bin:${env.PATH ?? ''}`,
    HOME: folder,
    CONTAINERS_CONF: join(folder, 'containers.conf'),
    CONTAINERS_REGISTRIES_CONF: join(folder, 'registries.conf'),
    CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
  };
  const host = `unix://${folder}/socket`;
  const service = startProcess('podman', ['system', 'service', '--time', '0', host], { env: base });
  let said = '';
  for (const stream of [service.stdout, service.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
  const environment = { ...base, CONTAINER_HOST: host };
  for (let attempt = 0; ; attempt++) {
    const { exitCode, stderr } = await runProcess('podman', ['ps'], { env: environment });
    if (exitCode === 0) break;
    if (attempt > 100) throw new Error(`podman does not answer: ${said}${stderr}`);
    await pause(200);
  }
  return {
    environment,
    async stop() {
      service.kill('SIGTERM');
      await service;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
