import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runProcess, startProcess } from '@slipway/runner';
import { unpackPackages } from './debian-package.ts';

type Environment = Readonly<Record<string, string>>;

export interface DockerDaemon {
  /** For whoever wants to talk to it: DOCKER_HOST, and PATH with its client. */
  readonly environment: Environment;
  stop(): Promise<void>;
}

/** Starts a Docker daemon of its own: Debian's package unpacked, not installed; no bridge and no iptables rules. */
export async function startDocker(env: Environment, insecureRegistry: string): Promise<DockerDaemon> {
  const unpacked = await unpackPackages(env, 'docker', ['docker.io']);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-docker-'));
  const host = `unix://${folder}/socket`;
  const PATH = `${unpacked}/usr/sbin:${unpacked}/usr/bin:${env.PATH ?? ''}`;
  const environment = { ...env, PATH, DOCKER_HOST: host };
  await writeFile(join(folder, 'daemon.json'), JSON.stringify({ 'insecure-registries': [insecureRegistry] }));
  const places = { 'config-file': 'daemon.json', 'data-root': 'data', 'exec-root': 'run', pidfile: 'pid' };
  const args = Object.entries(places).map(([option, name]) => `--${option}=${join(folder, name)}`);
  const daemon = startProcess(
    join(unpacked, 'usr/sbin/dockerd'),
    [...args, `--host=${host}`, '--bridge=none', '--iptables=false'],
    {
      env: environment,
    },
  );
  daemon.stdout.resume();
  let said = '';
  daemon.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  for (let attempt = 0; (await ask(environment)) !== 0; attempt++) {
    if (attempt > 150) throw new Error(`dockerd does not answer: ${said}`);
    await pause(200);
  }
  return {
    environment,
    async stop() {
      daemon.kill('SIGTERM');
      await daemon;
      // dockerd leaves the network namespace of `--network=host` mounted.
      await runProcess('umount', [join(folder, 'run/netns/default')], { env });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ask(env: Environment): Promise<number | undefined> {
  return (await runProcess('docker', ['ps', '--quiet'], { env })).exitCode;
}
