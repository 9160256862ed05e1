import { NpmFailure } from '../failure.ts';
import type { Inputs, ScriptChoice } from '../inputs.ts';
import type { PackageJson } from './package-json.ts';

/** Names of the scripts that this build runs; undefined where there is none to run. */
export interface Scripts {
  readonly lint: string | undefined;
  readonly test: string | undefined;
  readonly build: string | undefined;
}

/** @throws {NpmFailure} `no-such-script`, for a script that was asked for by name. */
export function chooseScripts(
  inputs: Pick<Inputs, 'lintScript' | 'testScript' | 'buildScript'>,
  { scripts }: Pick<PackageJson, 'scripts'>,
): Scripts {
  const problems: string[] = [];
  const choose = (input: string, { name, optional }: ScriptChoice) => {
    if (Object.hasOwn(scripts, name) && !isPlaceholder(scripts[name])) return name;
    if (name !== '' && !optional) problems.push(`${input}: "${name}" given; allowed: ${allowed(Object.keys(scripts))}`);
    return undefined;
  };
  const chosen = {
    lint: choose('lint-script', inputs.lintScript),
    test: choose('test-script', inputs.testScript),
    build: choose('build-script', inputs.buildScript),
  };
  if (problems.length > 0) {
    throw new NpmFailure({ code: 'no-such-script', headline: `Bad input: ${problems.join('; ')}` });
  }
  return chosen;
}

function allowed(names: readonly string[]): string {
  return names.length === 0 ? 'none, package.json has no scripts' : `a script of package.json (${names.join(', ')})`;
}

/** What `npm init` writes as the test script. */
function isPlaceholder(command: string | undefined): boolean {
  return command?.includes('Error: no test specified') === true;
}
