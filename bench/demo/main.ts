import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@slipway/lab';
import { openLab, tellStory } from '../../scripts/demo/story.ts';
import { keep, median } from '../measure.ts';

// The demo from nothing running to the first pod, on a machine whose tools are built (or not: --cold says so).

const cold = process.argv.includes('--cold');
const running = (await status()).filter(({ state }) => state !== 'down');
if (running.length > 0)
  throw new Error('The lab is up; "npm run lab -- down" first, or its start would not be measured.');
const rounds = cold ? 1 : 3;
const times: { toFirstPod: number; lab: number; pipeline: number; failure: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  const lab = await openLab({ sonar: false, say: console.log });
  const folder = join(tmpdir(), 'slipway-bench-demo');
  const story = await tellStory({ sonar: false, folder, say: console.log, lab: lab.duration }).finally(lab.close);
  if (story.good.answer.status !== 200) throw new Error(`the service answers ${story.good.answer.status}`);
  times.push({
    toFirstPod: story.toFirstPod,
    lab: story.lab,
    pipeline: story.good.run.duration,
    failure: story.broken.run.duration,
  });
}

const seconds = (name: keyof (typeof times)[number]) => median(times.map((time) => time[name])) / 1000;
await keep({
  name: cold ? 'demo-cold' : 'demo-warm',
  method: cold
    ? 'One run of the demo with empty caches of tools and of Go modules (SLIPWAY_CACHE, GOCACHE and GOMODCACHE in new folders).'
    : `Median of ${rounds} runs of the demo, the lab down before each, tools in the cache.`,
  figures: [
    {
      what: 'start of the demo to the first running pod',
      value: seconds('toFirstPod'),
      unit: 's',
      limit: cold ? 900 : 90,
    },
    { what: 'of it the lab', value: seconds('lab'), unit: 's' },
    { what: 'pipeline of the good commit', value: seconds('pipeline'), unit: 's' },
    { what: 'pipeline of the broken commit, with verdict, rollback and mail', value: seconds('failure'), unit: 's' },
  ],
});
