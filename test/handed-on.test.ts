import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readActionDescription } from '../scripts/action-description.ts';
import { root } from '../scripts/paths.ts';
import { type CallInput, readWorkflow, type Step, workflowNames } from './support/workflow.ts';

// A workflow's input reaches the action whose input it is: `timeout`, or `maven-goals` where the name alone would not tell
// whose it is. What notify-email calls `from` or `dry-run` is another matter than what is reported on.

/** Where an empty input leaves the default to the action, so that the workflow can tell that nothing was given. */
const leftToAction = ['build.yml maven-goals'];
/** Where there is a third answer besides true and false. */
const moreThanBoolean = ['build.yml submodules'];

interface Pair {
  readonly workflow: string;
  readonly input: string;
  readonly given: CallInput;
  readonly action: string;
  readonly actionInput: string;
  readonly default: string;
  readonly steps: readonly Step[];
}

async function pairsOf(workflow: string): Promise<Pair[]> {
  const { on, jobs } = await readWorkflow(join(root, 'workflows', workflow));
  const inputs = on.workflow_call?.inputs ?? {};
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  const actions = [...new Set(steps.flatMap(({ uses = '' }) => (uses.startsWith('$/') ? [uses] : [])))]
    .map((uses) => uses.replace('$/actions/', ''))
    .filter((action) => action !== 'notify-email');
  const pairs = actions.map(async (action) => {
    const description = await readActionDescription(action);
    const prefix = `${action.split('-')[0]}-`;
    return Object.entries(description.inputs).flatMap(([actionInput, { default: value = '' }]) =>
      [actionInput, `${prefix}${actionInput}`].flatMap((input) => {
        const given = inputs[input];
        const ofAction = steps.filter(({ uses }) => uses === `$/actions/${action}`);
        return given ? [{ workflow, input, given, action, actionInput, default: value, steps: ofAction }] : [];
      }),
    );
  });
  return (await Promise.all(pairs)).flat();
}

const pairs = (await Promise.all((await workflowNames()).map(pairsOf))).flat();

test('the inputs of the workflows are found in the actions', () => {
  expect(pairs.map(({ workflow, input, action }) => `${workflow} ${input} ${action}`)).toEqual(
    expect.arrayContaining([
      'build.yml working-directory npm-build',
      'build.yml kaniko-cache kaniko-push',
      'build.yml cosign-key kaniko-push',
      'build.yml sbom kaniko-push',
      'deploy.yml health-url helm-deploy',
      'promote.yml bake-time helm-deploy',
      'rollback.yml revision helm-deploy',
      'rollback.yml bake-time helm-deploy',
      'inventory.yml environments helm-deploy',
      'cluster-alerts.yml watch cluster-alerts',
    ]),
  );
});

test.each(pairs)('$workflow hands $input on to $action', ({ input, actionInput, steps }) => {
  const settings = steps.map((step) => String(step.with?.[actionInput] ?? ''));
  const handedOn = new RegExp(
    `^\\$\\{\\{ inputs\\.${input}( \\|\\| vars\\.\\w+)?( \\|\\| secrets\\.\\w+)? \\}\\}( .+)?$`,
  );
  expect(settings).toContainEqual(expect.stringMatching(handedOn));
});

const optional = pairs.filter(
  ({ workflow, input, given }) => !given.required && !leftToAction.includes(`${workflow} ${input}`),
);

test.each(optional)('$workflow has the default of $action for $input', ({ workflow, input, given, default: value }) => {
  expect(String(given.default)).toBe(value);
  const isBoolean = (value === 'true' || value === 'false') && !moreThanBoolean.includes(`${workflow} ${input}`);
  expect(given.type === 'boolean').toBe(isBoolean);
});

test('every input of a workflow is used in it', async () => {
  for (const name of await workflowNames()) {
    const { on, jobs } = await readWorkflow(join(root, 'workflows', name));
    const text = JSON.stringify(jobs);
    for (const input of Object.keys(on.workflow_call?.inputs ?? {})) {
      expect(text, `${name} ${input}`).toMatch(new RegExp(`inputs\\.${input}(?![\\w-])`));
    }
    for (const secret of Object.keys(on.workflow_call?.secrets ?? {})) {
      expect(text, `${name} ${secret}`).toMatch(new RegExp(`secrets\\.${secret}\\b`));
    }
  }
});

test('an image is looked for where and as it is pushed', async () => {
  const { jobs } = await readWorkflow(join(root, 'workflows/build.yml'));
  const step = (id: string) => jobs.build?.steps?.find((one) => one.id === id)?.with ?? {};
  const { action, ...look } = step('known');
  expect(action).toBe('find');
  expect(step('image')).toMatchObject(look);
  expect(Object.keys(look)).toEqual(
    expect.arrayContaining(['registry-ca', 'skip-tls-verify', 'insecure', 'build-args', 'file', 'target', 'platform']),
  );
});
