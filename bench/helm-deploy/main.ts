import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { borrow, environment } from '@slipway/lab';
import { parse } from 'yaml';
import { readScenarios } from '../../test/scenarios/scenario.ts';
import { type Figure, interleaved, keep, median } from '../measure.ts';
import { firstProof } from './proof.ts';
import { type Lab, Release } from './release.ts';

// npm run bench -- helm-deploy [--rounds N] [--releases N]

const majors = [3, 4] as const;

/** A web server that needs five seconds to start, as a Java service does. */
const ordinary = {
  script: 'sleep 5 && mkdir /tmp/w && echo hello > /tmp/w/index.html && exec httpd -f -h /tmp/w -p 8080',
};

/** Scenarios of the matrix whose proof is in a pod's own status. */
const provable = [
  'image-not-found',
  'image-name-invalid',
  'config-missing',
  'crash-loop',
  'out-of-memory',
  'container-cannot-start',
];

/** Seconds from the first proof to the end of the action, for each scenario. */
async function verdicts(lab: Lab, folder: string): Promise<number[]> {
  const scenarios = (await readScenarios()).filter(
    ({ verdict, code, after, before, inputs, later }) =>
      verdict === 'failure' &&
      code.every((one) => provable.includes(one)) &&
      after === undefined &&
      before.length === 0 &&
      inputs['scheduling-grace'] === undefined &&
      later.length === 0,
  );
  const delays: number[] = [];
  for (const major of majors) {
    for (const { name, values, inputs } of scenarios) {
      const release = new Release(lab, folder);
      await release.kubectl('create', 'namespace', release.namespace);
      const proof = firstProof(lab, release.namespace);
      const text = values.replaceAll('$REGISTRY', lab.REGISTRY ?? '').replaceAll('$NAMESPACE', release.namespace);
      const { outputs } = await release.deploy(major, parse(text) as object, { ...inputs, 'on-failure': 'keep' });
      const end = performance.now();
      proof.stop();
      const seen = proof.time();
      if (outputs.get('result') !== 'failure') throw new Error(`${name}: ${outputs.get('result')}`);
      // Some proofs, of volumes, stand in events only.
      if (seen !== undefined) {
        delays.push((end - seen) / 1000);
        console.log(`${name}, Helm ${major}: ${delays.at(-1)?.toFixed(1)} s after the first proof`);
      }
      await release.close();
    }
  }
  return delays;
}

/** Seconds until Helm alone gives up on a version that crashes at once, with its default timeout. */
async function helmAlone(lab: Lab, folder: string): Promise<number[]> {
  const values = { script: 'echo no database; exit 1' };
  return Promise.all(
    majors.map(async (major) => {
      const release = new Release(lab, folder);
      const start = performance.now();
      const exitCode = await release.helm(major, values);
      const seconds = (performance.now() - start) / 1000;
      if (exitCode === 0) throw new Error(`Helm ${major} calls a crash a success`);
      await release.close();
      return seconds;
    }),
  );
}

async function goodRollouts(lab: Lab, folder: string, rounds: number) {
  const once = (work: (release: Release) => Promise<unknown>) => async () => {
    const release = new Release(lab, folder);
    await work(release);
    void release.close();
  };
  const ours = (major: 3 | 4) =>
    once(async (release) => {
      const { outputs } = await release.deploy(major, ordinary);
      if (outputs.get('result') !== 'success') throw new Error('the good rollout failed');
    });
  const theirs = (major: 3 | 4) =>
    once(async (release) => {
      if ((await release.helm(major, ordinary)) !== 0) throw new Error('Helm failed');
    });
  // The kubelet looks at its containers once a second, by its own clock. A run that begins when the one before has ended would
  // meet the same moment of that second each time, and a tenth of a second more could cost a whole one, or nothing.
  const spread = (round: number) => wait((2000 + (1000 * (round - 0.5)) / rounds - (Date.now() % 1000)) % 1000);
  return interleaved({ ours3: ours(3), helm3: theirs(3), ours4: ours(4), helm4: theirs(4) }, rounds, spread);
}

async function manyReleases(lab: Lab, folder: string, count: number) {
  const deployOne = async () => {
    const release = new Release(lab, folder);
    const { outputs, memory } = await release.deploy(4, ordinary, { timeout: '10m' });
    if (outputs.get('result') !== 'success') throw new Error(outputs.get('reason'));
    return { release, memory };
  };
  const timed = async (work: () => Promise<Awaited<ReturnType<typeof deployOne>>[]>) => {
    const start = performance.now();
    const done = await work();
    const seconds = (performance.now() - start) / 1000;
    await Promise.all(done.map(({ release }) => release.close()));
    return { seconds, memory: Math.max(...done.map(({ memory }) => memory)) };
  };
  const sequential = await timed(async () => {
    const done = [];
    for (let index = 0; index < count; index += 1) done.push(await deployOne());
    return done;
  });
  const parallel = await timed(() => Promise.all(Array.from({ length: count }, deployOne)));
  return {
    sequential: sequential.seconds,
    parallel: parallel.seconds,
    memory: Math.max(sequential.memory, parallel.memory),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '7' }, releases: { type: 'string', default: '40' } },
  });
  const [rounds, releases] = [Number(values.rounds), Number(values.releases)];
  const giveBack = await borrow(['registry', 'cluster'], { log: console.log });
  const folder = await mkdtemp(join(tmpdir(), 'bench-helm-'));
  try {
    const lab = await environment();
    const good = await goodRollouts(lab, folder, rounds);
    // It only waits, while the others work.
    const alone = helmAlone(lab, folder);
    const many = await manyReleases(lab, folder, releases);
    const delays = await verdicts(lab, folder);
    const [alone3 = 0, alone4 = 0] = await alone;
    const seconds = (times: readonly number[]) => median(times) / 1000;
    const figures: Figure[] = majors.flatMap((major): Figure[] => {
      const [ours, helm] = major === 3 ? [good.ours3, good.helm3] : [good.ours4, good.helm4];
      return [
        { what: `good rollout, Helm ${major}, helm-deploy`, value: seconds(ours), unit: 's' },
        { what: `good rollout, helm ${major} upgrade --install --wait`, value: seconds(helm), unit: 's' },
        { what: `ratio, Helm ${major}`, value: median(ours) / median(helm), unit: 'ratio', limit: 1.05 },
      ];
    });
    await keep({
      name: 'helm-deploy',
      method: `The scenarios' chart with a small web server that needs five seconds to start, each release in a namespace of its own, main and post step; good rollouts: median of ${rounds} interleaved runs, which begin at moments spread over a second, the kubelet's interval. Verdicts: ${delays.length} runs of the scenarios of the matrix whose proof stands in a pod's status, with Helm 3 and 4, from the moment kubectl shows it to the end of the action with all its evidence. ${releases} releases one after the other, then all at once, on one node with real pods.`,
      figures: [
        ...figures,
        { what: 'verdict after the first proof, median', value: median(delays), unit: 's', limit: 5 },
        { what: 'verdict after the first proof, largest', value: Math.max(...delays), unit: 's', limit: 5 },
        { what: 'helm 3 upgrade --wait on a crash, default timeout', value: alone3, unit: 's' },
        { what: 'helm 4 upgrade --wait on a crash, default timeout', value: alone4, unit: 's' },
        { what: `${releases} releases one after the other`, value: many.sequential, unit: 's' },
        { what: `${releases} releases at once`, value: many.parallel, unit: 's' },
        { what: 'at once ÷ one after the other', value: many.parallel / many.sequential, unit: 'ratio', limit: 0.25 },
        { what: 'memory of the largest process', value: many.memory / 1000, unit: 'kB', limit: 200_000 },
      ],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
    await giveBack();
  }
}
