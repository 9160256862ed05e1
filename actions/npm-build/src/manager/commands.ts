import type { ChosenManager } from './choose.ts';

/** Arguments that install exactly what the lock file says, and change no file that is committed. */
export function installArguments({ name, isBerry }: ChosenManager, more: readonly string[]): string[] {
  switch (name) {
    case 'npm':
      return ['ci', '--no-audit', '--no-fund', ...more];
    case 'pnpm':
      return ['install', '--frozen-lockfile', ...more];
    case 'yarn':
      return [
        'install',
        isBerry ? '--immutable' : '--frozen-lockfile',
        ...(isBerry ? [] : ['--non-interactive']),
        ...more,
      ];
  }
}

/** Arguments that run a script of package.json with more arguments for its last command. */
export function scriptArguments({ name }: ChosenManager, script: string, more: readonly string[]): string[] {
  // npm alone takes options before `--` for its own; pnpm and yarn would hand the dashes on.
  const separator = name === 'npm' && more.length > 0 ? ['--'] : [];
  return ['run', script, ...separator, ...more];
}

/** Variables that put downloaded packages into a folder of the user's choice. */
export function cacheVariables({ name, isBerry }: ChosenManager, folder: string): Record<string, string> {
  switch (name) {
    case 'npm':
      return { npm_config_cache: folder };
    case 'pnpm':
      return { npm_config_store_dir: folder };
    case 'yarn':
      return isBerry ? { YARN_CACHE_FOLDER: folder, YARN_ENABLE_GLOBAL_CACHE: 'false' } : { YARN_CACHE_FOLDER: folder };
  }
}
