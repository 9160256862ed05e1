import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Failure } from '@slipway/findings';

/** Absolute path of an executable file on PATH, or undefined. A name with a slash is taken as a path. */
export async function findProgram(name: string, env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const candidates = name.includes('/')
    ? [name]
    : (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  for (const candidate of candidates) {
    const isExecutable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return candidate;
  }
  return undefined;
}

/**
 * Like {@link findProgram}, for programs that the action cannot do without.
 * @throws {Failure} `program-missing`, with `advice` on how to get it.
 */
export async function requireProgram(
  name: string,
  env: Readonly<Record<string, string>>,
  advice: string,
): Promise<string> {
  const path = await findProgram(name, env);
  if (path !== undefined) return path;
  throw new Failure({
    code: 'program-missing',
    headline: name.includes('/') ? `"${name}" is no executable file` : `"${name}" is not on the runner's PATH`,
    advice,
  });
}
