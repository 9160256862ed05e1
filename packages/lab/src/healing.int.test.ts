import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { listen, secondLab } from './testing/second-lab.ts';

// What another up, status or down makes of a lab that something happened to. The lab is driven by its command line,
// as every command is a process of its own.

const variables = await secondLab();
const folder = variables.SLIPWAY_LAB ?? '';
const main = join(import.meta.dirname, 'main.ts');

async function lab(...args: string[]): Promise<string> {
  return (await execa(process.execPath, [main, ...args], { env: variables, all: true, reject: false })).all;
}

/** Pid of the git server, if the lab says that it is up. */
async function pidOfGit(): Promise<number | undefined> {
  const [, pid] = /^git +up +\S+ +(\d+)/m.exec(await lab('status', 'git')) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

const isAlive = async (pid: number | undefined) =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !/\) Z /.test(stat),
    () => false,
  );

beforeEach(async () => {
  await lab('up', 'git');
});
afterAll(async () => {
  await lab('down');
  await rm(dirname(folder), { recursive: true, force: true });
});

test('a program whose start was not recorded is known by its mark, and not started again', async () => {
  const pid = await pidOfGit();
  await rm(join(folder, 'processes/git.json'));
  expect(await pidOfGit()).toBe(pid);
  expect(await lab('up', 'git')).toBe('');
});

test('down ends the programs of a lab whose folder somebody removed', async () => {
  const pid = await pidOfGit();
  await rm(folder, { recursive: true });
  await lab('down');
  expect(await isAlive(pid)).toBe(false);
});

test('a process that has the pid of a dead one is not ended', async () => {
  const other = spawn('sleep', ['60']);
  try {
    const record = join(folder, 'processes/git.json');
    const pid = await pidOfGit();
    const entry = JSON.parse(await readFile(record, 'utf8')) as object;
    await writeFile(record, JSON.stringify({ ...entry, pid: other.pid }));
    expect(await pidOfGit()).toBeUndefined();
    process.kill(pid ?? 0, 'SIGKILL');
    await lab('down');
    expect(await isAlive(other.pid)).toBe(true);
  } finally {
    other.kill();
  }
});

test('a record that was cut off does not keep the lab from coming down', async () => {
  const pid = await pidOfGit();
  await writeFile(join(folder, 'processes/mail.json.draft'), '{"pid": 1');
  await lab('down');
  expect(await isAlive(pid)).toBe(false);
  expect(await readdir(dirname(folder))).toEqual([]);
});

test('a lock whose owner was killed holds nobody up for long', async () => {
  await mkdir(`${folder}.lock`);
  expect(await lab('up', 'git', 'mail')).toContain('mail: start');
});

test('two ups at the same time start everything once', async () => {
  await lab('down');
  const [first = '', second = ''] = await Promise.all([lab('up', 'git'), lab('up', 'git')]);
  expect([first, second].filter((output) => output.includes('git: start'))).toHaveLength(1);
  expect([first, second]).toContain('');
});

test('down with a name leaves the others up', async () => {
  await lab('up', 'mail');
  const pid = await pidOfGit();
  expect(await lab('down', 'mail')).toMatch(/^ {2}mail: down/);
  expect(await lab('status', 'mail')).toMatch(/^mail +down/m);
  expect(await pidOfGit()).toBe(pid);
});

test('all ports that are taken are named at once, before anything is started', async () => {
  await lab('down');
  const [git, smtp] = await Promise.all([listen(), listen()]);
  Object.assign(variables, { SLIPWAY_LAB_GIT_PORT: `${git.port}`, SLIPWAY_LAB_SMTP_PORT: `${smtp.port}` });
  const output = await lab('up', 'git', 'mail');
  await Promise.all([git.close(), smtp.close()]);
  expect(output).toContain(`Port ${git.port} on 127.0.0.1, which the lab needs for git, is taken by`);
  expect(output).toContain(`Port ${smtp.port} on 127.0.0.1, which the lab needs for smtp, is taken by`);
  expect(output).not.toContain('start');
});
