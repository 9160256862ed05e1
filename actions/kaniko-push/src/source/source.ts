import { readFile, realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { KanikoFailure } from '../failure.ts';
import { type Instruction, parseDockerfile } from './dockerfile.ts';

/** What is built: a folder and the Dockerfile in it. */
export interface Source {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly dockerfile: string;
  /** Relative to the workspace, for annotations. */
  readonly shownDockerfile: string;
  readonly instructions: readonly Instruction[];
}

/**
 * Looks at the build context and its Dockerfile.
 * @throws {KanikoFailure} `no-context`, `no-dockerfile`, `bad-dockerfile`
 */
export async function lookAtSource(workspace: string, context: string, file: string): Promise<Source> {
  const root = await realpath(workspace);
  const folder = await realpath(resolve(root, context)).catch(() => undefined);
  if (folder === undefined || !(await stat(folder)).isDirectory()) {
    throw new KanikoFailure({
      code: 'no-context',
      headline: `context: "${context}" is no folder in the workspace`,
      advice: 'Check out the sources before this step, and give "context" relative to the workspace.',
    });
  }
  if (!isInside(root, folder)) {
    throw new KanikoFailure({
      code: 'no-context',
      headline: `context: "${context}" leads out of the workspace; allowed: a folder in it`,
      reason: `It is ${folder}, the workspace is ${root}.`,
    });
  }
  const path = await realpath(resolve(folder, file)).catch(() => undefined);
  if (path === undefined || !(await stat(path)).isFile()) {
    throw new KanikoFailure({
      code: 'no-dockerfile',
      headline: `file: there is no "${file}" in the context "${context}"`,
      advice: 'Give "file" relative to "context".',
    });
  }
  if (!isInside(folder, path)) {
    throw new KanikoFailure({
      code: 'no-dockerfile',
      headline: `file: "${file}" is outside the context "${context}"; allowed: a file in it`,
      advice: 'Move the Dockerfile into the context, or choose a context that holds it.',
    });
  }
  const instructions = parseDockerfile(await readFile(path, 'utf8'));
  const shownDockerfile = relative(root, path);
  if (!instructions.some(({ keyword }) => keyword === 'FROM')) {
    throw new KanikoFailure({
      code: 'bad-dockerfile',
      headline: `${shownDockerfile} has no FROM instruction`,
      at: { file: shownDockerfile, line: 1 },
    });
  }
  return { folder, dockerfile: relative(folder, path), shownDockerfile, instructions };
}

function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
