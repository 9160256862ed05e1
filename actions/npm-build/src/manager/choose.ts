import { NpmFailure } from '../failure.ts';
import type { PackageJson } from '../project/package-json.ts';
import { type ManagerName, managerNames } from './name.ts';

/** A package manager and what its lock file says of its version. */
export interface ChosenManager {
  readonly name: ManagerName;
  /** What npm would fetch when the program is not on the runner: a version or a range. */
  readonly version: string;
  /** Whether package.json names exactly this version; else the lock file tells which can read it. */
  readonly isPinned: boolean;
  /** Yarn from version 2 on has other options and settings. */
  readonly isBerry: boolean;
  /** Why this one, continuing «pnpm, ». */
  readonly why: string;
}

const lockFiles: Readonly<Record<string, ManagerName>> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
};

/** A lock file in the project's folder, with its first lines. */
export interface LockFile {
  readonly name: string;
  readonly head: string;
  /** The first line that git left of a conflict, from 1. */
  readonly conflict?: number;
}

export const lockFileNames = Object.keys(lockFiles);

/**
 * The package manager: as the input says, else as package.json's `packageManager`, else by the lock file. A build without
 * a lock file would get other packages every day, so there must be one.
 * @throws {NpmFailure} `no-lock-file`, `several-lock-files` or `lock-file-broken`.
 */
export function chooseManager(
  input: ManagerName | 'auto',
  { packageManager }: Pick<PackageJson, 'packageManager'>,
  locks: readonly LockFile[],
): ChosenManager {
  const [, declared = '', version = ''] = /^(\w+)@([\w.-]+)/.exec(packageManager) ?? [];
  const known = managerNames.find((name) => name === declared);
  const name = input === 'auto' ? (known ?? byLockFile(locks)) : input;
  const lock = locks.find((file) => lockFiles[file.name] === name);
  if (lock === undefined) {
    if (input === 'auto' && known !== undefined && locks.length > 0) throw contradiction(packageManager, locks);
    throw noLockFile(name, locks);
  }
  if (lock.conflict !== undefined) throw conflicting(lock, name);
  const declaredVersion = known === name ? version : '';
  const chosen = declaredVersion || versionOf(name, lock.head);
  return {
    name,
    version: chosen,
    isPinned: declaredVersion !== '',
    isBerry: name === 'yarn' && !/^[01](\.|$)/.test(chosen),
    why: input !== 'auto' ? 'as "package-manager" says' : known === name ? 'as package.json says' : `by ${lock.name}`,
  };
}

function byLockFile(locks: readonly LockFile[]): ManagerName {
  const names = new Set(locks.map(({ name }) => lockFiles[name]).filter((name) => name !== undefined));
  const [name, ...others] = names;
  if (name === undefined) throw noLockFile('npm', locks);
  if (others.length > 0) {
    throw new NpmFailure({
      code: 'several-lock-files',
      headline: `Bad input: package-manager: "auto" given; allowed: ${[...names].join(' or ')}, because there are lock files of both: ${locks.map((lock) => lock.name).join(', ')}`,
      advice: 'Remove the lock file that nobody uses, or set "packageManager" in package.json.',
    });
  }
  return name;
}

function contradiction(packageManager: string, locks: readonly LockFile[]): NpmFailure {
  const found = locks.map(({ name }) => `${name} of ${lockFiles[name]}`).join(', ');
  return new NpmFailure({
    code: 'no-lock-file',
    headline: `package.json asks for ${packageManager} ("packageManager"), and its lock file is ${found}`,
    advice: 'Remove what is wrong of the two, or run the installation and commit the right lock file.',
  });
}

function conflicting({ name, conflict }: LockFile, manager: ManagerName): NpmFailure {
  return new NpmFailure({
    code: 'lock-file-broken',
    headline: `${name} has a conflict of git in it, in line ${conflict}`,
    advice: `Run "${manager} install", which mends it, and commit the lock file.`,
  });
}

function noLockFile(name: ManagerName, locks: readonly LockFile[]): NpmFailure {
  const wanted = lockFileNames.filter((file) => lockFiles[file] === name).join(' or ');
  const found = locks.map((lock) => lock.name).join(', ');
  return new NpmFailure({
    code: 'no-lock-file',
    headline: `There is no lock file of ${name} (${wanted}) beside package.json${found === '' ? '' : `, only ${found}`}`,
    advice: `Run "${name} install" and commit the lock file: without it every build may get other packages.`,
  });
}

/** The major version that wrote a lock file, as npm takes it after a name and an at sign. */
function versionOf(name: ManagerName, head: string): string {
  if (name === 'yarn') {
    if (/# yarn lockfile v1/.test(head)) return '1';
    // A release refuses to read its lock file as it is when the format is not its own.
    const [, format = ''] = /^__metadata:\s+version: (\d+)/m.exec(head) ?? [];
    return { '4': '2', '5': '3.0', '6': '3', '8': '4.9' }[format] ?? '4';
  }
  if (name === 'npm') return '';
  const [, format = ''] = /^lockfileVersion: '?(\d+)/m.exec(head) ?? [];
  // https://github.com/pnpm/spec/tree/master/lockfile: 5 is of pnpm 7 and before, 6 of 8, 9 of 9 and later.
  return { '5': '7', '6': '8', '9': '9' }[format] ?? 'latest';
}
