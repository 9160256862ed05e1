import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NpmFailure } from '../failure.ts';

/** What a build needs to know of a package.json. */
export interface PackageJson {
  readonly scripts: Readonly<Record<string, string>>;
  /** `pnpm@9.15.0`, perhaps with a hash behind a plus sign; empty when there is none. */
  readonly packageManager: string;
  /** Names of all dependencies, those for development included. */
  readonly dependencies: ReadonlySet<string>;
}

/** @throws {NpmFailure} `bad-package-json`. */
export async function readPackageJson(folder: string, given: string): Promise<PackageJson> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  try {
    return packageJson(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    throw new NpmFailure({
      code: 'bad-package-json',
      headline: `Bad input: working-directory: "${given}" given; allowed: a folder whose package.json is well-formed`,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

/** @throws {Error} when it is no object. */
export function packageJson(content: unknown): PackageJson {
  if (content === null || typeof content !== 'object' || Array.isArray(content))
    throw new Error('it is no JSON object');
  const fields: Readonly<Record<string, unknown>> = { ...content };
  const names = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  return {
    scripts: texts(fields.scripts),
    packageManager: typeof fields.packageManager === 'string' ? fields.packageManager : '',
    dependencies: new Set(names.flatMap((name) => Object.keys(texts(fields[name])))),
  };
}

function texts(value: unknown): Record<string, string> {
  if (value === null || typeof value !== 'object') return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
