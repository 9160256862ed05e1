import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { LabFailure } from '../failure.ts';

/** Runs go; the error says which command failed, with its last lines. */
export async function go(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const result = await execa('go', args, { cwd, env: { GOFLAGS: '-mod=mod', ...env }, reject: false });
  if (result.code === 'ENOENT') throw missing('tools');
  if (result.exitCode !== 0) {
    throw new LabFailure(`"go ${args.join(' ')}" failed:\n${result.stderr.split('\n').slice(-12).join('\n')}`);
  }
  return result.stdout;
}

const missing = (what: string) =>
  new LabFailure(`Go is not on PATH, and the lab builds ${what} from Go modules; install Go 1.25 or later.`);

/** @throws {LabFailure} that says what cannot be built, when there is no Go. One that fails tells itself why, when it builds. */
export async function requireGo(what: string): Promise<void> {
  const { code } = await execa('go', ['version'], { reject: false });
  if (code === 'ENOENT') throw missing(what);
}

/** `go install` of a command into `folder`/bin. */
export async function goInstall(command: string, folder: string, flags: readonly string[] = []): Promise<void> {
  await go(['install', ...flags, command], folder, { GOBIN: join(folder, 'bin'), GOFLAGS: '' });
}

/** A module of our own in `folder`, from the text of its files. */
export async function writeModule(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  }
}
