import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { secondLab } from './testing/second-lab.ts';

// Several processes that use one lab for a while, as test runs beside each other do.

let variables: Record<string, string>;
beforeAll(async () => {
  variables = await secondLab();
  return () => rm(dirname(variables.SLIPWAY_LAB ?? ''), { recursive: true, force: true });
});
afterEach(() => lab('down'));

const lab = async (...args: string[]) =>
  (await execa(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { env: variables })).stdout;
const stateOfGit = async () => /^git +(\w+)/m.exec(await lab('status', 'git'))?.[1];

/** A process that borrows git, and gives it back when its standard input ends. */
async function borrower(): Promise<ChildProcess> {
  const program = `
    const { borrow } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});
    const giveBack = await borrow(['git'], { log: () => {} });
    console.log('has it');
    for await (const _ of process.stdin);
    await giveBack();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function ends(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  await once(child, 'exit');
}

test('what came up for the first stays as long as the second uses it, and then goes', async () => {
  const [first, second] = [await borrower(), await borrower()];
  await ends(first);
  expect(await stateOfGit()).toBe('up');
  await ends(second);
  expect(await stateOfGit()).toBe('down');
});

test('what somebody brought up in between stays', async () => {
  const only = await borrower();
  await lab('up', 'git');
  await ends(only);
  expect(await stateOfGit()).toBe('up');
});

test('what was up before stays', async () => {
  await lab('up', 'git');
  await ends(await borrower());
  expect(await stateOfGit()).toBe('up');
});

test('one that was killed uses nothing any more', async () => {
  const [first, second] = [await borrower(), await borrower()];
  first.kill('SIGKILL');
  await once(first, 'exit');
  await ends(second);
  expect(await stateOfGit()).toBe('down');
});
