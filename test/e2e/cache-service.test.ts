import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, installTool } from '@slipway/lab';
import { beforeAll, expect, test } from 'vitest';
import { machine, secrets, variables } from '../../scripts/demo/organization.ts';
import { runPipeline } from '../../scripts/demo/pipeline.ts';
import { type Checkout, publishExample } from '../../scripts/demo/repositories.ts';
import { stageSlipway } from '../../scripts/demo/stage.ts';
import { ada } from '../../scripts/demo/story.ts';

// dependency-cache with act's own cache service. The path is in an entry's version, and is the same on every machine of one
// kind; act gives each run a temporary folder of another name.

const folder = join(tmpdir(), 'slipway-e2e-cache');
const kept = join(folder, 'dependencies');
const workflow = (last: string) => `name: keep
on: workflow_dispatch
jobs:
  keep:
    runs-on: self-hosted
    steps:
      - uses: slipway-ci/slipway/actions/checkout-tag@v0
        with: {token: '\${{ github.token }}'}
      - id: cache
        uses: slipway-ci/slipway/actions/dependency-cache@v0
        with: {path: ${kept}, key: e2e}
      - run: echo "\${{ github.run_number }}" >> "\${{ steps.cache.outputs.path }}/runs"
      - id: after
        run: echo "runs=$(tr '\\n' ' ' < "\${{ steps.cache.outputs.path }}/runs")" >> "$GITHUB_OUTPUT"
      - run: ${last}
`;

let checkout: Checkout;
let slipway: Awaited<ReturnType<typeof stageSlipway>>;
beforeAll(async () => {
  await rm(folder, { recursive: true, force: true });
  slipway = await stageSlipway(join(folder, 'slipway'));
  const { GIT_TOKEN = '' } = await environment();
  checkout = await publishExample('front-end-service', 'shop/bss.cache', join(folder, 'service'), ada, GIT_TOKEN);
});

/** One run on a machine that has nothing of the runs before. */
async function run(runNumber: number, last = 'true') {
  const env = await environment();
  const workflows = join(checkout.folder, '.github/workflows');
  await mkdir(workflows, { recursive: true });
  await writeFile(join(workflows, 'keep.yml'), workflow(last));
  const { jobs, outputs } = await runPipeline({
    act: await installTool('act'),
    slipway,
    runNumber,
    checkout: checkout.folder,
    repository: checkout.repository,
    cause: { event: 'workflow_dispatch', workflow: 'keep.yml', inputs: {} },
    results: join(folder, `run-${runNumber}`),
    variables: await variables(env, join(folder, 'states.json')),
    secrets: secrets(env),
    environment: machine(env),
  });
  await rm(kept, { recursive: true, force: true });
  const said = (name: string) => [...outputs].find(([key]) => key.endsWith(name))?.[1];
  return { result: [...jobs.values()].join(), hit: said('cache/cache-hit'), runs: said('after/runs')?.trim() };
}

test('what a job that succeeded left is there in the next, and what one that failed left is not', async () => {
  expect(await run(1, 'false')).toEqual({ result: 'failure', hit: 'false', runs: '1' });
  expect(await run(2)).toEqual({ result: 'success', hit: 'false', runs: '2' });
  expect(await run(3)).toEqual({ result: 'success', hit: 'true', runs: '2 3' });
});
