import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface CommitOptions {
  /** As git takes it, such as `2026-07-11T09:30:00+0545`. */
  readonly date?: string;
  readonly author?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** A real repository on this machine. */
export interface TestRepository {
  readonly path: string;
  git(...args: string[]): string;
  /** Returns the new commit's full name. */
  commit(message: string, options?: CommitOptions): string;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'checkout-tag-'));
}

/** A new repository on branch main, without commits. */
export function newRepository(path: string): TestRepository {
  const git = (...args: string[]) => run(path, {}, args);
  mkdirSync(path, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  return {
    path,
    git,
    commit(message, { date = '2026-07-11T09:30:00+0200', author = 'Ada <ada@example.com>', files = {} } = {}) {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
      git('add', '--all');
      run(path, { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }, [
        ...['commit', '--quiet', '--allow-empty', `--author=${author}`, '-m', message],
      ]);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** The same, with files that end with `.bin` in Git LFS. */
export function newLfsRepository(path: string): TestRepository {
  const repository = newRepository(path);
  repository.git('lfs', 'install', '--local');
  repository.git('lfs', 'track', '*.bin');
  return repository;
}

function run(cwd: string, env: Record<string, string>, args: readonly string[]): string {
  const identity = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', '-c', 'core.abbrev=7'];
  const options = {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    encoding: 'utf8',
    timeout: 30_000,
  } as const;
  return execFileSync('git', [...identity, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
