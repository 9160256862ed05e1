import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProcess } from './processes.ts';
import { testContext } from './testing.ts';

// An action in a process of its own, as the runner starts it.

/** @param action the members of one, as JavaScript */
async function runAsAction(
  action: string,
  { state = {}, temp = '' }: { state?: Record<string, string>; temp?: string },
) {
  const { workspace } = testContext();
  const names = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];
  for (const name of names) await writeFile(join(workspace, name), '');
  const program = `
    import { writeFile } from 'node:fs/promises';
    import { setTimeout as wait } from 'node:timers/promises';
    const { runAction } = await import(${JSON.stringify(new URL('./action.ts', import.meta.url).href)});
    await runAction({ name: 'example', readInputs: () => ({}), run: async () => ({}), ${action} });`;
  const { exitCode, stdout, stderr } = await runProcess(
    process.execPath,
    ['--input-type=module-typescript', '--eval', program],
    {
      env: {
        PATH: process.env.PATH ?? '',
        GITHUB_WORKSPACE: workspace,
        RUNNER_TEMP: temp === '' ? join(workspace, 'temp') : temp,
        ...Object.fromEntries(names.map((name) => [name, join(workspace, name)])),
        ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      },
    },
  );
  const [outputs, , summary] = await Promise.all(names.map((name) => readFile(join(workspace, name), 'utf8')));
  return { exitCode, stdout, stderr, workspace, outputs, summary };
}

test('one that is cancelled while it waits says so, and is not taken for a bug', async () => {
  const run = `async run(_, { signal }) {
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 100);
    await wait(300_000, undefined, { signal });
  }`;
  const { exitCode, stdout, stderr } = await runAsAction(run, {});
  expect([exitCode, stderr]).toEqual([1, '']);
  expect(stdout.trim()).toBe('::error::example was cancelled');
});

test('one that is cancelled a second time goes on removing what it made', async () => {
  const run = `async run(_, { signal }) {
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 100);
    try {
      await wait(300_000, undefined, { signal });
    } finally {
      process.kill(process.pid, 'SIGTERM');
      await wait(100);
      console.log('removed');
    }
  }`;
  const { exitCode, stdout } = await runAsAction(run, {});
  expect(exitCode).toBe(1);
  expect(stdout.trim()).toBe('removed\n::error::example was cancelled');
});

test.each([
  ['a wrong input', "readInputs(input) { return input.text('must', { required: true }); }", 'failure'],
  ['a bug', "async run() { throw new Error('no'); }", 'failure'],
])('what holds of every failure is an output also of %s', async (_, members, result) => {
  const { exitCode, outputs } = await runAsAction(`failed: { result: 'failure' }, ${members}`, {});
  expect(exitCode).toBe(1);
  expect(outputs).toMatch(new RegExp(`^result<<\\S+\\n${result}\\n`, 'm'));
});

test('a secret that an earlier process left is removed also when the clean-up of its action fails', async () => {
  const { workspace } = testContext();
  const left = join(workspace, 'left');
  await mkdir(left);
  const state = { 'slipway-started': 'true', 'slipway-private-folders': left };
  const { exitCode, stdout } = await runAsAction("async cleanUp() { throw new Error('no'); }", { state });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('Error: no');
  await expect(access(left)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a folder for secrets that cannot be made is told once', async () => {
  const { workspace } = testContext();
  const temp = join(workspace, 'file');
  await writeFile(temp, '');
  const run = "async run(_, context) { await context.secretFile('a', 'b'); }";
  const { exitCode, stdout, stderr } = await runAsAction(run, { temp });
  expect([exitCode, stderr]).toEqual([1, '']);
  expect(stdout.match(/EEXIST|ENOTDIR/g)).toHaveLength(1);
});

test('secrets are gone when it ends', async () => {
  const run = `async run(_, context) {
    console.log(await context.secretFile('a', 'b'));
    throw new Error('no');
  }`;
  const { workspace } = await runAsAction(run, {});
  expect(await readdir(join(workspace, 'temp'))).toEqual([]);
});
