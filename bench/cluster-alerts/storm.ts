import { setTimeout as wait } from 'node:timers/promises';
import type { Api } from '../api.ts';
import { type ActionRun, runAction } from './action.ts';

const namespace = `bench-storm-${process.pid}`;
const services = 200;
const minute = 60_000;
/** As often as the rule tolerates; one more is an alert. */
const tolerated = 40;
const wanted = 1000;

/**
 * What was told of services whose events are written in one way. A service is told when a run says that its alert is new. It is
 * lost when no run has said so, the one that looks after the last event included. Too many is every other alert: a second one
 * of the same service, whatever its state, and any of a service that stayed at what is tolerated.
 */
export interface Tally {
  readonly expected: number;
  readonly lost: number;
  readonly tooMany: number;
}

export interface Storm {
  readonly rate: number;
  readonly runs: number;
  /** Of services with an event of its own each time. */
  readonly single: Tally;
  /** Of services with one event whose count grows. */
  readonly recurring: Tally;
  /** Bytes. */
  readonly memory: number;
}

/**
 * A minute of events, 1000 in a second or as many as the API server takes. Each service gets so many that matter, every
 * fourth one more; all the rest are good news, as most events are. Of both, one half has one event whose count grows, and the
 * other an event each time.
 */
export async function storm(api: Api, kubeconfig: string, state: string): Promise<Storm> {
  await api('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  const folder = `/api/v1/namespaces/${namespace}/events`;
  const rules = `defaults: false\nrules: [{name: storm, reasons: [Unhealthy], threshold: ${tolerated + 1}, window: 1h}]`;
  const inputs = { kubeconfig, state, namespaces: namespace, nodes: 'false', rules, settle: '2s' };
  // Not `service-7`: that would be the eighth pod of a StatefulSet.
  const service = (index: number) => `service${index}`;
  const isLoud = (index: number) => index % 4 === 0;
  const recurs = (index: number) => index % 8 < 4;

  /** What is to be written, in an order in which all services take turns. */
  const bad = Array.from({ length: tolerated + 1 }, (_, turn) => turn).flatMap((turn) =>
    Array.from({ length: services }, (_, index) => ({ turn, index })).filter(
      ({ index }) => turn < tolerated || isLoud(index),
    ),
  );
  const total = (wanted * minute) / 1000;
  const event = (index: number, name: string, reason: string, count: number) => {
    const now = new Date().toISOString().replace(/\.\d+/, '');
    return {
      metadata: { name },
      involvedObject: { kind: 'Pod', namespace, name: service(index), uid: `${index}` },
      ...{ reason, message: `Readiness probe failed: HTTP probe failed with statuscode: 503`, type: 'Warning', count },
      ...{ firstTimestamp: now, lastTimestamp: now, source: { component: 'bench' } },
    };
  };

  let isOver = false;
  const runs: ActionRun[] = [];
  const watching = (async () => {
    while (!isOver) runs.push(await runAction({ ...inputs, watch: '15s' }));
    runs.push(await runAction(inputs));
  })();
  // The first run has looked before anything happens.
  await wait(2000);

  const start = performance.now();
  let written = 0;
  let next = 0;
  const turns = new Map<number, Promise<void>>();
  const write = async (position: number) => {
    // The bad ones are spread over the whole minute.
    const at = Math.floor((position * bad.length) / total);
    const isBad = Math.floor(((position + 1) * bad.length) / total) > at;
    const { turn, index } = bad[at] ?? { turn: 0, index: position % services };
    if (!isBad) await api('POST', folder, event(position % services, `good-${position}`, 'Scheduled', 1));
    else if (!recurs(index)) await api('POST', folder, event(index, `bad-${index}-${turn}`, 'Unhealthy', 1));
    else {
      // One after the other, so that the count grows.
      const before = turns.get(index) ?? Promise.resolve();
      const now = before.then(() =>
        turn === 0
          ? api('POST', folder, event(index, `bad-${index}`, 'Unhealthy', 1))
          : api('PATCH', `${folder}/bad-${index}`, { count: turn + 1, lastTimestamp: new Date().toISOString() }),
      );
      turns.set(index, now);
      await now;
    }
    written += 1;
  };
  const worker = async () => {
    while (next < total) {
      const position = next;
      next += 1;
      const due = (position * 1000) / wanted - (performance.now() - start);
      if (due > 5) await wait(due);
      await write(position);
    }
  };
  try {
    await Promise.all(Array.from({ length: 40 }, worker));
    const seconds = (performance.now() - start) / 1000;
    isOver = true;
    await watching;
    const alerts = runs.flatMap((run) => run.alerts);
    const indices = Array.from({ length: services }, (_, index) => index);
    const tally = (isOfKind: (index: number) => boolean): Tally => {
      const own = indices.filter(isOfKind);
      const names = new Set(own.map(service));
      const expected = own.filter(isLoud).map(service);
      const told = new Set(alerts.filter(({ state: what }) => what === 'new').map(({ app }) => app));
      const right = expected.filter((name) => told.has(name)).length;
      const all = alerts.filter(({ app }) => names.has(app)).length;
      return { expected: expected.length, lost: expected.length - right, tooMany: all - right };
    };
    return {
      rate: written / seconds,
      runs: runs.length,
      single: tally((index) => !recurs(index)),
      recurring: tally(recurs),
      memory: Math.max(...runs.map(({ memory }) => memory)),
    };
  } finally {
    isOver = true;
    await watching.catch(() => {});
    await api('DELETE', `/api/v1/namespaces/${namespace}`);
  }
}
