import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runProcess } from './processes.ts';
import { findProgram, requireProgram } from './programs.ts';

const env = { PATH: process.env.PATH ?? '' };

test('a failing program is a result, not an exception', async () => {
  const result = await runProcess('sh', ['-c', 'echo out; echo err >&2; exit 3'], { env });
  expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', timedOut: false });
});

test('a program that prints too much is cut, not ended', async () => {
  const result = await runProcess('sh', ['-c', 'yes | head -c 100000; exit 4'], { env, maxOutput: 10 });
  expect(result).toMatchObject({ exitCode: 4, stdout: 'y\ny\ny\ny\ny\n' });
});

test('lines arrive whole, the last one also without a line break', async () => {
  const lines: string[] = [];
  await runProcess('sh', ['-c', 'printf "a\\nb"; printf "c\\nd"'], { env, onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['a', 'bc', 'd']);
});

test('a stream becomes standard input, and a program that does not read it does no harm', async () => {
  const count = await runProcess('wc', ['-c'], { env, input: Readable.from(['12', '345']) });
  expect(count.stdout.trim()).toBe('5');
  const deaf = await runProcess('true', [], { env, input: Readable.from(['x'.repeat(1_000_000)]) });
  expect(deaf.exitCode).toBe(0);
});

test('a stream that breaks ends the program, which must not take half of it for the whole', async () => {
  const broken = new Error('the disk is gone');
  const input = Readable.from(
    (async function* () {
      yield 'half';
      throw broken;
    })(),
  );
  const result = runProcess('sh', ['-c', 'cat; sleep 300 & wait'], { env, input });
  await expect(result).rejects.toBe(broken);
});

test('a program past its time is ended, which the result says', async () => {
  const result = await runProcess('sleep', ['30'], { env, timeout: 100 });
  expect(result).toMatchObject({ exitCode: undefined, timedOut: true });
});

test('cancelling ends the program and throws the reason', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('cancelled by SIGTERM')), 100);
  await expect(runProcess('sleep', ['30'], { env, signal: stop.signal })).rejects.toThrow('cancelled by SIGTERM');
});

test('nothing of our environment reaches a program unasked', async () => {
  process.env.SLIPWAY_LEAK = 'leak';
  const result = await runProcess('env', [], { env });
  expect(result.stdout).not.toContain('leak');
});

test('a program that is missing gives an error that names it', async () => {
  await expect(runProcess('no-such-program', [], { env })).rejects.toMatchObject({ code: 'program-missing' });
  await expect(requireProgram('no-such-program', env, 'Install it.')).rejects.toThrow(
    `"no-such-program" is not on the runner's PATH\nInstall it.`,
  );
  expect(await findProgram('sh', env)).toMatch(/\/sh$/);
});

describe('what a program left in the background', () => {
  const stubborn = (more = '') => `sh -c 'trap "" TERM; echo $$; ${more}sleep 300; sleep 300' & `;
  const sleeping = (seconds: number) => `sleep ${seconds} & echo $!; `;
  /** One that has ended and that nobody has asked about has no command line any more. */
  const isThere = async (pid: string) => (await readFile(`/proc/${pid.trim()}/cmdline`, 'utf8').catch(() => '')) !== '';

  test('is ended with it when its time is up', async () => {
    const result = await runProcess('sh', ['-c', `${sleeping(300)}wait`], { env, timeout: 1000 });
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGTERM' });
    expect(result.duration).toBeLessThan(60_000);
    await expect.poll(() => isThere(result.stdout), { timeout: 30_000 }).toBe(false);
  });

  test('ends after the program heard of it, which else would end well before it is ended', async () => {
    const many = Array.from({ length: 20 }, () =>
      runProcess('sh', ['-c', `${sleeping(300)}wait`], { env, timeout: 100 }),
    );
    for (const result of await Promise.all(many)) expect(result.signal).toBe('SIGTERM');
  });

  test('is ended with it when the job is cancelled', async () => {
    const [stop, lines] = [new AbortController(), [] as string[]];
    const onLine = (line: string) => {
      lines.push(line);
      stop.abort(new Error('cancelled'));
    };
    const running = runProcess('sh', ['-c', `${sleeping(300)}wait`], { env, signal: stop.signal, onLine });
    await expect(running).rejects.toThrow('cancelled');
    await expect.poll(() => isThere(lines[0] ?? ''), { timeout: 30_000 }).toBe(false);
  });

  test('is ended where it does not heed SIGTERM', async () => {
    const result = await runProcess('sh', ['-c', `${stubborn()}wait`], { env, timeout: 1000 });
    expect(result.timedOut).toBe(true);
    await expect.poll(() => isThere(result.stdout), { timeout: 30_000 }).toBe(false);
  });

  test('is ended where it does not heed SIGTERM, also when the action has nothing else to wait for', async () => {
    const silent = `${stubborn('exec >/dev/null 2>&1; ')}wait`;
    const program = `
      const { runProcess } = await import(${JSON.stringify(new URL('./processes.ts', import.meta.url).href)});
      const { stdout } = await runProcess('sh', ['-c', ${JSON.stringify(silent)}], { env: process.env, timeout: 1000 });
      console.log(stdout);`;
    const action = await runProcess(process.execPath, ['--input-type=module', '--eval', program], { env });
    expect(action).toMatchObject({ exitCode: 0, stderr: '' });
    expect(action.stdout).toMatch(/\d/);
    await expect.poll(() => isThere(action.stdout), { timeout: 30_000 }).toBe(false);
  });

  test('does not hold up the end of a program that has done its work', async () => {
    const result = await runProcess('sh', ['-c', sleeping(300)], { env });
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    expect(result.duration).toBeLessThan(100_000);
    process.kill(Number(result.stdout));
  });
});
