import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readActionDescription } from '../scripts/action-description.ts';
import { root } from '../scripts/paths.ts';
import { readWorkflow } from './support/workflow.ts';

// Callers of build.yml reach the inputs of its actions, but for those that docs/building.md says why they are left out.

const actions = ['checkout-tag', 'maven-build', 'npm-build', 'sonar-scan', 'kaniko-push', 'dependency-cache'];

const { jobs } = await readWorkflow(join(root, 'workflows/build.yml'));
const page = await readFile(join(root, 'docs/building.md'), 'utf8');

/** Inputs that a step of the build sets. */
function setInputs(action: string): Set<string> {
  const steps = jobs.build?.steps?.filter(({ uses }) => uses === `$/actions/${action}`) ?? [];
  return new Set(steps.flatMap((step) => Object.keys(step.with ?? {})));
}

/** Inputs in the rows of the page's last table: | action | inputs | why |. */
function leftOut(action: string): string[] {
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| ((?:`[\w-]+`(?:, )?)+) \| .{20,} \|$/gm)];
  return rows
    .filter(([, name]) => name === action)
    .flatMap(([, , names = '']) => names.replaceAll('`', '').split(', '));
}

describe.each(actions)('%s', (action) => {
  test('has each input set by build.yml, or left out with a reason', async () => {
    const { inputs } = await readActionDescription(action);
    const isSet = setInputs(action);
    expect(leftOut(action).sort()).toEqual(
      Object.keys(inputs)
        .filter((name) => !isSet.has(name))
        .sort(),
    );
  });
});
