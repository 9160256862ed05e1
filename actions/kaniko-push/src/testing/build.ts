import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readFrom } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { expect } from 'vitest';
import { readInputs } from '../inputs.ts';
import { run } from '../run.ts';

export interface Service {
  readonly context: TestContext;
  /** A repository of its own, so that tests do not see each other's tags. */
  readonly repository: string;
  /** Runs the action with the lab's plain registry, unless told otherwise. */
  push(inputs?: Readonly<Record<string, string>>): ReturnType<typeof run>;
  write(path: string, content: string): Promise<void>;
  /** Everything that stands in the log. */
  log(): string;
}

/** Cancels the action when `words` stand in its log, and waits for its end, which has to be that very reason. */
export async function cancelOnceSaid(
  app: Service,
  words: string,
  stop: AbortController,
  pushed: Promise<unknown>,
): Promise<void> {
  const reason = new Error('cancelled by the test');
  const watch = setInterval(() => {
    if (app.log().includes(words)) stop.abort(reason);
  }, 20);
  await expect(pushed).rejects.toBe(reason);
  clearInterval(watch);
}

/** What tests build with: the lab's variables, and workspaces in which the action runs. */
export function buildsWith(lab: Readonly<Record<string, string>>) {
  /** A variable of the lab; a lab without it is an error of the test, not a reason to skip it. */
  function fromLab(name: string): string {
    const value = lab[name];
    if (value === undefined || value === '') throw new Error(`the lab gives no ${name}`);
    return value;
  }

  /** A workspace with these files, as a checkout would have left it. */
  async function service(files: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Service> {
    const context = testContext({
      // Logins of whoever runs the tests are none of theirs.
      environment: { ...lab, DOCKER_CONFIG: '/nonexistent' },
      ...(signal === undefined ? {} : { signal }),
    });
    const repository = `bss.${randomBytes(6).toString('hex')}`;
    const write = async (path: string, content: string) => {
      await mkdir(dirname(join(context.workspace, path)), { recursive: true });
      await writeFile(join(context.workspace, path), content);
    };
    for (const [path, content] of Object.entries(files)) await write(path, content);
    return {
      context,
      repository,
      write,
      push(inputs = {}) {
        const registry = fromLab('REGISTRY');
        const given: Record<string, string> = {
          registry: `${registry}/shop`,
          repository,
          tags: 'one\nlatest',
          runtime: 'sandbox',
          'registry-mirrors': registry,
          ...inputs,
        };
        return run(
          readFrom((name) => given[name] ?? '', readInputs, context.mask),
          context,
        );
      },
      log: () => context.lines.map(({ text }) => text).join('\n'),
    };
  }

  return { fromLab, service };
}
