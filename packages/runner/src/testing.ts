import { mkdtempSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Annotation, Context } from './context.ts';
import { artifactService, gitHubRun, programEnvironment } from './environment.ts';
import { harmless } from './log-line.ts';
import { derivedForms, hideSecrets } from './masking.ts';
import { PrivateFiles } from './private-files.ts';
import { runProcess } from './processes.ts';

export interface TestContext extends Context {
  readonly lines: { readonly level: string; readonly text: string; readonly at?: Annotation }[];
  readonly summaries: string[];
  readonly masked: string[];
  readonly savedState: Map<string, string>;
  /** Removes secret files, as the end of an action does. */
  end(): Promise<void>;
}

/** A context for tests of `run`: collects what an action tells, and keeps its files below a folder of its own. */
export function testContext(
  given: Partial<Context> & { readonly environment?: Record<string, string> } = {},
): TestContext {
  const root = mkdtempSync(join(tmpdir(), 'slipway-test-'));
  const { environment = {}, ...overrides } = given;
  const env = { ...process.env, ...environment };
  const files = new PrivateFiles(join(root, 'temp'));
  const lines: TestContext['lines'] = [];
  const add = (level: string) => (text: string, at?: Annotation) => {
    lines.push(at === undefined ? { level, text } : { level, text, at });
  };
  const summaries: string[] = [];
  const masked: string[] = [];
  const savedState = new Map<string, string>();
  return {
    log: {
      info: (line) => add('info')(harmless(line)),
      debug: add('debug'),
      notice: add('notice'),
      warning: add('warning'),
      error: add('error'),
      group(title, work) {
        add('group')(title);
        return work();
      },
    },
    github: gitHubRun(environment),
    artifacts: artifactService(environment),
    workspace: root,
    temp: join(root, 'temp'),
    env: programEnvironment(env),
    signal: new AbortController().signal,
    now: () => new Date(),
    summary: async (markdown) => void summaries.push(markdown),
    mask: (secret) => void masked.push(secret),
    hide: (text) => hideSecrets(text, masked.flatMap(derivedForms)),
    secretFile: (name, content) => files.write(name, content),
    scratchFolder: (name) => files.scratch(name),
    saveState: (name, value) => void savedState.set(name, value),
    state: (name) => savedState.get(name) ?? '',
    ...overrides,
    lines,
    summaries,
    masked,
    savedState,
    end: () => files.remove(),
  };
}

/** Mounts a file system of this size (`64k`) on a folder, as root may; the function it gives takes it away. */
export async function smallDisk(folder: string, size: string): Promise<() => Promise<void>> {
  const demand = async (program: string, args: readonly string[]) => {
    const { exitCode, stderr } = await runProcess(program, args, { env: process.env as Record<string, string> });
    if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  };
  await mkdir(folder, { recursive: true });
  await demand('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', folder]);
  return () => demand('umount', ['--lazy', folder]);
}
