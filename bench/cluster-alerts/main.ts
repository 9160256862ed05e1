import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { borrow, environment } from '@slipway/lab';
import { keep, median } from '../measure.ts';
import { openApi } from './api.ts';
import { quiet } from './quiet.ts';
import { storm } from './storm.ts';

// npm run bench -- cluster-alerts: on the lab's cluster, with its real API server.

const close = await borrow(['registry', 'cluster'], { log: (line) => console.log(line) });
const state = await mkdtemp(join(tmpdir(), 'bench-alerts-state-'));
try {
  const { KUBECONFIG = '' } = await environment();
  const api = await openApi(KUBECONFIG);
  const calm = await quiet(api, KUBECONFIG, join(state, 'quiet.json'));
  const loud = await storm(api, KUBECONFIG, join(state, 'storm.json'));
  await keep({
    name: 'cluster-alerts',
    method:
      `A run on a cluster with 500 pods that are well, median of ${calm.durations.length}; then events written to the API server for a minute, of 200 ` +
      'services, three of four as often as the rule tolerates and one in four once more, some as events of their own and some as one event whose count grows, ' +
      'while one run after the other watches and hands its memory on.',
    figures: [
      { what: 'run on a quiet cluster with 500 pods', value: median(calm.durations) / 1000, unit: 's', limit: 2 },
      { what: 'its memory', value: calm.memory / 1000, unit: 'kB', limit: 150_000 },
      { what: 'events in a second, as fast as the API server took them', value: loud.rate, unit: 'per s' },
      { what: 'services that are to be told', value: loud.expected, unit: 'alerts' },
      { what: 'alerts lost', value: loud.lost, unit: 'alerts', limit: 0 },
      { what: 'alerts doubled, or told without need', value: loud.tooMany, unit: 'alerts', limit: 0 },
      { what: 'memory of the largest run', value: loud.memory / 1000, unit: 'kB', limit: 150_000 },
      { what: 'runs', value: loud.runs, unit: 'runs' },
    ],
  });
} finally {
  await rm(state, { recursive: true });
  await close();
}
