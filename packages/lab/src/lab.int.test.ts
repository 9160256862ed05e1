import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withoutOurRules } from './cluster/network.ts';
import { createRepository, environment, mails, status } from './index.ts';
import { secondLab } from './testing/second-lab.ts';

// The lab that the tests run on, and a second one of its light components beside it.

let env: Record<string, string>;
let folder: string;
beforeAll(async () => {
  env = await environment();
  folder = await mkdtemp(join(tmpdir(), 'slipway-lab-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const main = join(import.meta.dirname, 'main.ts');
const second = await secondLab();
const secondFolder = second.SLIPWAY_LAB ?? '';
const secondGit = Number(second.SLIPWAY_LAB_GIT_PORT);
const lab = (args: readonly string[], given: Record<string, string> = {}) =>
  execa(process.execPath, [main, ...args], { env: { ...second, ...given }, reject: false, all: true });

test('everything that tests stand on is up, each with its processes', async () => {
  const running = (await status()).filter(({ name }) => name !== 'sonar');
  for (const component of running) expect(component.state, component.name).toBe('up');
  expect(running.find(({ name }) => name === 'cluster')?.pids).toHaveLength(7);
});

test('a repository can be pushed to and cloned with the token, and not without', async () => {
  const { url } = await createRepository('lab/test');
  const work = join(folder, 'work');
  const header = `Authorization: Basic ${Buffer.from(`x:${env.GIT_TOKEN}`).toString('base64')}`;
  const token = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: header,
    GIT_TERMINAL_PROMPT: '0',
  };
  await execa('git', ['init', '--quiet', '--initial-branch=main', work]);
  await writeFile(join(work, 'file'), 'text');
  await execa('git', ['-C', work, 'add', '.']);
  await execa('git', [
    '-C',
    work,
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@example.com',
    'commit',
    '--quiet',
    '-m',
    'x',
  ]);
  const refused = await execa('git', ['-C', work, 'push', url, 'main'], {
    env: { GIT_TERMINAL_PROMPT: '0' },
    reject: false,
  });
  expect(refused.exitCode).not.toBe(0);
  await execa('git', ['-C', work, 'push', '--quiet', url, 'main'], { env: token });
  await execa('git', ['clone', '--quiet', url.replace(/\.git$/, ''), join(folder, 'clone')], { env: token });
  expect(await readdir(join(folder, 'clone'))).toContain('file');
});

test('a mail needs the login, and is kept with its envelope', async () => {
  const { hostname, port, username, password } = new URL(env.SMTP_URL ?? '');
  const transport = (pass: string) =>
    nodemailer.createTransport({
      host: hostname,
      port: Number(port),
      auth: { user: username, pass },
      requireTLS: true,
      tls: { rejectUnauthorized: false },
    });
  const subject = `lab ${process.pid}`;
  const message = { from: 'a@example.com', to: 'b@example.com', bcc: 'c@example.com', subject, text: 'hello' };
  await expect(transport('wrong').sendMail(message)).rejects.toMatchObject({ code: 'EAUTH' });
  await transport(password).sendMail(message);
  const mail = (await mails()).find((candidate) => candidate.subject === subject);
  expect(mail).toMatchObject({ to: ['b@example.com', 'c@example.com'], text: 'hello\n' });
  expect(await (await fetch(`${env.MAIL_URL}/${mail?.id}`)).text()).toContain(subject);
});

test('a pod runs, and its service answers on this machine', async () => {
  const kubectl = (...args: string[]) => execa(env.KUBECTL ?? '', args, { env: { KUBECONFIG: env.KUBECONFIG ?? '' } });
  await kubectl('create', 'namespace', 'lab-test');
  try {
    await kubectl(
      'run',
      'web',
      '--namespace=lab-test',
      `--image=${env.REGISTRY}/library/busybox:1`,
      '--',
      'sh',
      '-c',
      'echo hello > /tmp/index.html && httpd -f -h /tmp -p 8080',
    );
    await kubectl('expose', 'pod', 'web', '--namespace=lab-test', '--port=80', '--target-port=8080');
    await kubectl('wait', '--for=condition=Ready', 'pod/web', '--namespace=lab-test', '--timeout=60s');
    const { stdout: ip } = await kubectl(
      'get',
      'service',
      'web',
      '--namespace=lab-test',
      '-o=jsonpath={.spec.clusterIP}',
    );
    await expect.poll(async () => (await fetch(`http://${ip}/`)).text(), { timeout: 10_000 }).toBe('hello\n');
  } finally {
    await kubectl('delete', 'namespace', 'lab-test', '--wait=false');
  }
});

test('a second lab comes up, is completed after a kill, and leaves nothing', async () => {
  expect((await lab(['up', 'git', 'mail'])).exitCode).toBe(0);
  const pid = (await lab(['status'])).stdout.match(/^git +up +\S+ +(\d+)/m)?.[1];
  process.kill(Number(pid), 'SIGKILL');
  expect((await lab(['status'])).stdout).toMatch(/^git +down/m);
  expect((await lab(['up', 'git', 'mail'])).stdout).toMatch(/git: start/);
  expect((await lab(['up', 'git', 'mail'])).stdout).toBe('');
  const variables = JSON.parse((await lab(['env', '--json'])).stdout) as Record<string, string>;
  expect(variables.GIT_URL).toBe(`http://127.0.0.1:${secondGit}`);
  expect((await lab(['down'])).exitCode).toBe(0);
  expect(await readdir(dirname(secondFolder))).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${secondGit}/`)).rejects.toThrow();
});

test('a port that is taken is named with its holder and the variable that moves it', async () => {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(secondGit, '127.0.0.1', resolve));
  try {
    const { exitCode, all } = await lab(['up', 'git']);
    expect(exitCode).toBe(1);
    expect(all).toContain(`Port ${secondGit} on 127.0.0.1, which the lab needs for git, is taken by`);
    expect(all).toContain('SLIPWAY_LAB_GIT_PORT');
    expect(all).not.toContain('    at ');
  } finally {
    server.close();
  }
});

test('a component of your own is used instead of one of the lab', async () => {
  const { all } = await lab(['up', 'mail'], { SMTP_URL: 'smtp://mail.example.com:587' });
  expect(all).toBe('  mail: yours (SMTP_URL)');
  expect((await lab(['status'], { SMTP_URL: 'smtp://mail.example.com:587' })).stdout).toMatch(/^mail +yours/m);
});

test('bad commands, components and ports get one sentence', async () => {
  expect((await lab(['op'])).all).toContain('"op" is no command.');
  expect((await lab(['up', 'docker'])).all).toBe(
    '"docker" is no component; there are registry, kaniko, git, mail, cluster, sonar.',
  );
  expect((await lab(['up', 'git'], { SLIPWAY_LAB_GIT_PORT: 'http' })).all).toContain(
    'SLIPWAY_LAB_GIT_PORT: "http" given',
  );
});

test('the rules of the machine stay, those of Kubernetes and pod networks go', () => {
  const rules = [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    ':KUBE-SERVICES - [0:0]',
    ':CNI-1a2b - [0:0]',
    '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080',
    '-A POSTROUTING -s 10.88.0.5/32 -m comment --comment "name: \\"slipway-lab\\" id: \\"x\\"" -j CNI-1a2b',
    '-A KUBE-SERVICES -j RETURN',
    'COMMIT',
  ];
  expect(withoutOurRules(rules.join('\n')).split('\n')).toEqual([
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    '-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080',
    'COMMIT',
  ]);
});
