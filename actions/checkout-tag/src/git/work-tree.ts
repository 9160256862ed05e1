import type { Git } from './git.ts';

interface WorkTree {
  readonly start: string;
  /** Short name of the local branch to be on; empty for a detached head. */
  readonly branch: string;
  readonly sparse: readonly string[];
  readonly isNew: boolean;
  readonly hadSubmodules: boolean;
  readonly clean: boolean;
  readonly lfs: boolean;
  readonly submodules: 'false' | 'true' | 'recursive';
  readonly depth: number;
}

/** Puts the fetched commit into the folder. */
export async function fillWorkTree(git: Git, tree: WorkTree): Promise<void> {
  await chooseFolders(git, tree);
  if (tree.lfs) await git.demand(['lfs', 'install', '--local', '--skip-repo']);
  const target = tree.branch === '' ? ['--detach'] : ['--no-track', '-B', tree.branch];
  const checkout = ['checkout', '--quiet', '--force', ...target, tree.start];
  const first = await git.attempt(checkout);
  if (first.exitCode !== 0) {
    if (/cannot lock ref/.test(first.stderr)) await forgetBranches(git);
    // Without an index, which may be damaged, all files are written again.
    else if (tree.clean && !tree.isNew) await git.demand(['read-tree', '--empty']);
    await git.demand(checkout);
  }
  const isCleaned = tree.clean && !tree.isNew;
  if (isCleaned) await git.demand(['clean', '-ffdxq']);
  // One batch after the checkout instead of one request for each file in it.
  if (tree.lfs) await git.demand(['lfs', 'pull', 'origin']);
  if (tree.submodules !== 'false') await fillSubmodules(git, tree);
  else if (isCleaned && tree.hadSubmodules) await git.demand(['submodule', '--quiet', 'deinit', '--force', '--all']);
}

/**
 * Removes all branches of a checkout that is used again: `feature` of an earlier run stands in the way of `feature/a`.
 * The commit stays as a detached head. True when there was something to remove.
 */
export async function forgetBranches(git: Git): Promise<boolean> {
  const listed = await git.demand(['for-each-ref', '--format=delete %(refname)', 'refs/heads', 'refs/remotes']);
  if (listed === '') return false;
  const head = await git.attempt(['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (head.exitCode === 0) await git.demand(['update-ref', '--no-deref', 'HEAD', head.stdout.trim()]);
  await git.demand(['update-ref', '--stdin'], listed);
  return true;
}

async function chooseFolders(git: Git, { sparse, isNew }: WorkTree): Promise<void> {
  if (sparse.length > 0) {
    const arePatterns = sparse.some((entry) => /[*?[!]|^\//.test(entry));
    const mode = arePatterns ? '--no-cone' : '--cone';
    await git.demand(['sparse-checkout', 'set', mode, '--stdin'], `${sparse.join('\n')}\n`);
  } else if (!isNew) {
    const setting = await git.attempt(['config', '--bool', 'core.sparseCheckout']);
    if (setting.stdout.trim() === 'true') await git.demand(['sparse-checkout', 'disable']);
  }
}

async function fillSubmodules(git: Git, { submodules, depth, isNew, hadSubmodules, clean }: WorkTree): Promise<void> {
  const recursive = submodules === 'recursive' ? ['--recursive'] : [];
  if (!isNew) await git.demand(['submodule', '--quiet', 'sync', ...recursive]);
  const shallow = depth > 0 ? [`--depth=${depth}`] : [];
  await git.demand(['submodule', '--quiet', 'update', '--init', '--force', ...shallow, ...recursive]);
  // Untracked files in a submodule are its own matter, which the clean of the whole leaves alone.
  if (hadSubmodules && clean) {
    await git.demand(['submodule', '--quiet', 'foreach', '--recursive', 'git clean -ffdxq']);
  }
}
