import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AlertsFailure } from '../failure.ts';
import { readRules } from './read-rules.ts';
import type { Rule } from './rule.ts';

/** Rules from YAML text or from a file of the workspace; those that hold by default when nothing is given. */
export async function openRules(given: string, workspace: string): Promise<readonly Rule[]> {
  // No path has a line break, or a colon and a space.
  if (given === '' || /\n|: |:$/.test(given)) return readRules(given, 'rules');
  const text = await readFile(resolve(workspace, given), 'utf8').catch((error: unknown) => {
    throw new AlertsFailure({
      code: 'rules-missing',
      headline: `Bad input: rules: "${given}" given; allowed: the path of a file in the workspace, or YAML text`,
      reason: error instanceof Error ? error.message : String(error),
      advice: 'Check that an earlier step checked the repository out.',
    });
  });
  return readRules(text, given);
}
