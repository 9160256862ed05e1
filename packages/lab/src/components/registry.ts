import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { execa } from 'execa';
import type { Component } from '../component.ts';
import { authority, serverCertificate } from '../machine/certificates.ts';
import { inLab } from '../machine/folders.ts';
import { port, requireFree } from '../machine/ports.ts';
import { running, startDetached, until } from '../machine/processes.ts';
import { requirePackages } from '../tools/apt.ts';

/** Login of the second registry. Not a secret: it guards nothing but tests of logins. */
const login = { username: 'pusher', password: 'lab-registry-password' } as const;

export const registryAddress = () => process.env.REGISTRY || plain();

const plain = () => `127.0.0.1:${port('registry')}`;
const withLogin = () => `127.0.0.1:${port('registryTls')}`;

/** Two registries: one as a private network has it, plain and open, and one with TLS and a login. */
export const registry: Component = {
  name: 'registry',
  needs: [],
  processes: ['registry', 'registry-tls'],
  own: { variable: 'REGISTRY', ours: plain },
  address: () => `${plain()}, ${withLogin()} (TLS, login)`,

  async check() {
    if (!(await running('registry'))) await requireFree('registry');
    if (!(await running('registry-tls'))) await requireFree('registryTls');
  },

  async up(progress) {
    await progress.step('registry: Debian packages', () =>
      requirePackages(['docker-registry', 'apache2-utils', 'openssl']),
    );
    await mkdir(inLab('registry'), { recursive: true });
    if (!(await running('registry'))) {
      await progress.step(`registry: start on ${plain()}`, async () => {
        await writeFile(inLab('registry/plain.yml'), configuration('plain', plain(), ''));
        await startDetached('registry', 'docker-registry', ['serve', inLab('registry/plain.yml')]);
        await until('registry', () => respondsTo(`http://${plain()}/v2/`), 20);
      });
    }
    if (!(await running('registry-tls'))) {
      await progress.step(`registry: start on ${withLogin()} with TLS and login`, startWithLogin);
    }
  },

  isReady: () => respondsTo(`http://${plain()}/v2/`),

  async environment() {
    return {
      REGISTRY: plain(),
      REGISTRY_TLS: withLogin(),
      REGISTRY_USERNAME: login.username,
      REGISTRY_PASSWORD: login.password,
      REGISTRY_CA: authority().certificate,
    };
  },
};

async function startWithLogin(): Promise<void> {
  const certificate = await serverCertificate('registry', ['IP:127.0.0.1', 'DNS:localhost']);
  const { stdout } = await execa('htpasswd', ['-niB', login.username], { input: login.password });
  await writeFile(inLab('registry/htpasswd'), `${stdout.trim()}\n`, { mode: 0o600 });
  const extra = `  tls: {certificate: ${certificate.certificate}, key: ${certificate.key}}
auth:
  htpasswd: {realm: lab, path: ${inLab('registry/htpasswd')}}
`;
  await writeFile(inLab('registry/tls.yml'), configuration('tls', withLogin(), extra));
  await startDetached('registry-tls', 'docker-registry', ['serve', inLab('registry/tls.yml')]);
  await until('registry-tls', () => asksForLogin(port('registryTls')), 20);
}

function configuration(name: string, address: string, extra: string): string {
  return `version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: ${inLab('registry', name)}}
  delete: {enabled: true}
http:
  addr: ${address}
${extra}`;
}

async function respondsTo(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  return answer?.ok ?? false;
}

async function asksForLogin(number: number): Promise<boolean> {
  const ca = await readFile(authority().certificate);
  return new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port: number, path: '/v2/', ca, timeout: 2000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 401);
    });
    call.once('error', () => resolve(false));
    call.end();
  });
}
