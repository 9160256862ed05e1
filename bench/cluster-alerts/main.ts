import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { borrow, environment } from '@slipway/lab';
import { openApi } from '../api.ts';
import { type Figure, keep, median } from '../measure.ts';
import { quiet } from './quiet.ts';
import { storm, type Tally } from './storm.ts';

// npm run bench -- cluster-alerts: on the lab's cluster, with its real API server.

const tallied = (kind: string, { expected, lost, tooMany }: Tally): Figure[] => [
  { what: `services ${kind} that are to be told`, value: expected, unit: 'alerts' },
  { what: `lost of services ${kind}`, value: lost, unit: 'alerts', limit: 0 },
  { what: `too many of services ${kind}`, value: tooMany, unit: 'alerts', limit: 0 },
];

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
      'while one run after the other watches and hands its memory on. A service is told when a run says that its alert is new, lost when none has said so ' +
      'by the run after the last event, and too many is every other alert; both kinds are counted alike.',
    figures: [
      { what: 'run on a quiet cluster with 500 pods', value: median(calm.durations) / 1000, unit: 's', limit: 2 },
      { what: 'its memory', value: calm.memory / 1000, unit: 'kB', limit: 150_000 },
      { what: 'events in a second, as fast as the API server took them', value: loud.rate, unit: 'per s' },
      ...tallied('with an event each time', loud.single),
      ...tallied('with one event whose count grows', loud.recurring),
      { what: 'memory of the largest run', value: loud.memory / 1000, unit: 'kB', limit: 150_000 },
      { what: 'runs', value: loud.runs, unit: 'runs' },
    ],
  });
} finally {
  await rm(state, { recursive: true });
  await close();
}
