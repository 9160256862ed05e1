import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secondLab } from './testing/second-lab.ts';

// What `up` says on a machine that cannot run the lab: one sentence for each thing that is missing, before anything is
// installed, built or started.

const main = join(import.meta.dirname, 'main.ts');
let variables: Record<string, string>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-refusals-'));
  variables = { ...(await secondLab()), SLIPWAY_CACHE: join(folder, 'cache') };
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(dirname(variables.SLIPWAY_LAB ?? ''), { recursive: true, force: true });
});

/** A PATH of these programs of the machine and no others. */
async function pathOf(...programs: readonly string[]): Promise<string> {
  const bin = await mkdtemp(join(folder, 'bin-'));
  for (const program of programs) {
    const { stdout } = await execa('which', [program]);
    await symlink(stdout.trim(), join(bin, program));
  }
  return bin;
}

async function up(
  names: readonly string[],
  how: { path?: string; before?: readonly string[]; node?: readonly string[] },
) {
  const [program = '', ...args] = [...(how.before ?? []), process.execPath, ...(how.node ?? []), main, 'up', ...names];
  const env = { ...variables, ...(how.path === undefined ? {} : { PATH: how.path }) };
  const { exitCode, stdout, stderr } = await execa(program, args, { env, reject: false });
  expect(exitCode).toBe(1);
  // Nothing was begun.
  expect(stdout).toBe('');
  expect(await readdir(folder)).not.toContain('cache');
  return stderr.split('\n');
}

const debian =
  'and the lab runs on Debian and its relatives; REGISTRY, KUBECONFIG, SMTP_URL and SONAR_HOST_URL bring components of your own.';
const go = (what: string) => `Go is not on PATH, and the lab builds ${what} from Go modules; install Go 1.25 or later.`;

test('no apt', async () => {
  const lines = await up(['git', 'mail'], { path: await pathOf('git') });
  expect(lines).toEqual([`git, mail: apt-get is not on PATH, ${debian}`]);
});

test('not Linux', async () => {
  const other = "data:text/javascript,Object.defineProperty(process,'platform',{value:'darwin'})";
  const lines = await up(['git'], { node: ['--import', other] });
  expect(lines).toEqual([`git: this is darwin, ${debian}`]);
});

test('no Go, where there is something to build: all that cannot be built', async () => {
  const lines = await up(['cluster'], { path: await pathOf('apt-get', 'dpkg-query') });
  expect(lines).toEqual([
    go('the kaniko executor (unless KANIKO_EXECUTOR brings one)'),
    go('Kubernetes (unless KUBECONFIG brings a cluster)'),
  ]);
});

test('a Go that cannot start, as on a machine that is too busy, is not one that is missing', async () => {
  const path = await pathOf('apt-get', 'dpkg-query', 'unshare');
  await symlink('/bin/false', join(path, 'go'));
  const lines = await up(['cluster'], { path, before: ['unshare', '--user'] });
  expect(lines).toEqual([expect.stringMatching(/^The cluster needs root/)]);
});

test('no root', async () => {
  const lines = await up(['cluster'], { before: ['unshare', '--user'] });
  expect(lines).toEqual([
    'The cluster needs root, for containers and a network bridge; set KUBECONFIG to use a cluster of your own.',
  ]);
});
