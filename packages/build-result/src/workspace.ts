import { realpath, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Failure } from '@slipway/findings';

/**
 * The project's folder without symbolic links.
 * @param given Value of `working-directory`, relative to the workspace.
 * @param marker File that such a project has, such as `pom.xml`.
 * @throws {Failure} `outside-workspace` or `no-project`.
 */
export async function requireProject(given: string, workspace: string, marker: string): Promise<string> {
  const folder = await realpath(resolve(workspace, given)).catch(() => undefined);
  if (folder !== undefined && !isInside(workspace, folder)) {
    throw new Failure({
      code: 'outside-workspace',
      headline: `Bad input: working-directory: "${given}" given; allowed: a folder inside the workspace`,
    });
  }
  if (folder === undefined || !(await isFile(join(folder, marker)))) {
    throw new Failure({
      code: 'no-project',
      headline: `Bad input: working-directory: "${given}" given; allowed: a folder with a ${marker}`,
      advice:
        'Check that an earlier step checked the repository out, and set "working-directory" to the project\'s folder.',
    });
  }
  return folder;
}

/** Whether `path` is `folder` or lies below it; both absolute and without symbolic links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('/');
}

export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
