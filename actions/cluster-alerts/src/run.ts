import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { clusterClock } from '@slipway/cluster';
import type { Context } from '@slipway/runner';
import { caseKey } from './alerts/case.ts';
import { type Judgement, whenTold } from './alerts/judge.ts';
import { chooseTelling, type Telling } from './alerts/telling.ts';
import { openCluster } from './collect/open.ts';
import { type Scope, Watcher } from './collect/watcher.ts';
import { digestPage } from './digest/page.ts';
import { digestText } from './digest/text.ts';
import { laterOf } from './digest/words.ts';
import { AlertsFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { attempts, pauseBefore } from './memory/contention.ts';
import { emptyMemory, type Memory, readMemory, writeMemory } from './memory/memory.ts';
import { openStore } from './memory/open.ts';
import type { Store } from './memory/store.ts';
import { requireRights } from './rights.ts';
import { openRules } from './rules/open.ts';
import type { Rule } from './rules/rule.ts';
import { summarize } from './summary.ts';

export interface Outputs {
  /** JSON, as notify-email reads it; the worst first, 60 000 bytes at most. */
  readonly alerts: string;
  /** How many these are. */
  readonly count: number;
  /** How many more the next run tells. */
  readonly later: number;
  readonly open: number;
  readonly 'digest-html': string;
  readonly 'digest-text': string;
}

export const pendingKey = 'pending';

/** Looks at the cluster and says what has changed since the run before. */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const rules = await openRules(inputs.rules, context.workspace);
  const cluster = await openCluster(inputs, context);
  const scope = scopeOf(inputs);
  await requireRights(cluster, scope, inputs);
  const store = openStore(inputs.state, cluster, context.workspace);
  const now = await clusterClock(cluster, context);

  for (let attempt = 1; ; attempt += 1) {
    const found = await store.read();
    const before = recall(found?.text, store, context);
    const watcher = new Watcher(cluster, scope, rules, before, now);
    // What has been waited for is in the memory that was faster.
    const judgement = await look(watcher, attempt === 1 ? inputs : { ...inputs, watch: 0 }, context);
    const id = randomUUID();
    const telling = chooseTelling(judgement.news, before.pending, id, now());
    const told = judgement.news.filter((alert) => telling.alerts.includes(alert));
    const memory = watcher.memory(whenTold(judgement.cases, told, now()), telling.pending);
    if (!inputs.dryRun && !(await store.write(found?.version, writeMemory(memory, now())))) {
      if (attempt < attempts) {
        await pauseBefore(attempt);
        continue;
      }
      throw new AlertsFailure({
        code: 'state-taken',
        headline: `${store.described} was changed by another run each time this one wanted to`,
        advice: 'Let one run at a time watch a cluster ("concurrency" of the workflow), or give each its own "state".',
      });
    }
    if (!inputs.dryRun && telling.alerts.length > 0) context.saveState(pendingKey, id);
    return tell(telling, judgement.open, watcher, rules, context);
  }
}

/** Names are listed one by one, which needs no right beyond these namespaces; patterns need the whole list. */
function scopeOf({ namespaces, nodes }: Inputs): Scope {
  const arePlain = namespaces.length > 0 && namespaces.every((name) => !/[*!]/.test(name));
  const all = arePlain ? [...new Set(namespaces)] : [''];
  // Events about nodes, which are in no namespace, stand in this one.
  const eventNamespaces = arePlain && nodes ? [...new Set([...all, 'default'])] : all;
  return { namespaces: all, eventNamespaces, patterns: namespaces, nodes };
}

function recall(text: string | undefined, store: Store, context: Context): Memory {
  if (text === undefined || text === '') return emptyMemory();
  const memory = readMemory(text, (found) => caseKey(found.rule, found));
  if (memory !== undefined) return memory;
  context.log.warning(`${store.described} does not hold what a run leaves behind; it is begun anew`);
  return emptyMemory();
}

/** Lists, and where a time to watch is given waits for news, and a little longer for more of it. */
async function look(
  watcher: Watcher,
  { watch, settle }: Pick<Inputs, 'watch' | 'settle'>,
  context: Context,
): Promise<Judgement> {
  const following = new AbortController();
  if (watch === 0) following.abort();
  const begin = context.now().getTime();
  let failed: Promise<{ readonly error: unknown } | undefined> = Promise.resolve(undefined);
  try {
    const signal = AbortSignal.any([following.signal, context.signal]);
    const { end } = await context.log.group('Look at the cluster', () => watcher.start(signal));
    failed = end.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    let until = begin + watch;
    for (;;) {
      const judgement = watcher.judge();
      const time = context.now().getTime();
      if (judgement.news.length > 0) until = Math.min(until, time + settle);
      if (time >= until) break;
      context.signal.throwIfAborted();
      const ended = await Promise.race([failed, wait(Math.min(1000, until - time))]);
      if (ended !== undefined) throw ended.error;
    }
  } finally {
    // What is still followed would keep the action going after its end.
    following.abort();
  }
  const ended = await failed;
  context.signal.throwIfAborted();
  if (ended !== undefined) throw ended.error;
  return watcher.judge();
}

async function tell(
  { alerts, later }: Telling,
  open: number,
  watcher: Watcher,
  rules: readonly Rule[],
  context: Context,
): Promise<Outputs> {
  const { events, pods } = watcher.looked;
  context.log.info(
    `${pods} pods and ${events} events by ${rules.length} rules: ${alerts.length === 0 ? 'no news' : `${alerts.length} to tell`}, ${open} open`,
  );
  for (const { state, namespace, app, cause, message } of alerts)
    context.log.info(`${state}: ${[namespace, app].filter((part) => part !== '').join('/')}: ${cause}: ${message}`);
  if (later > 0) context.log.info(laterOf(later));
  if (alerts.length > 0) await context.summary(summarize(alerts, open, later));
  return {
    alerts: JSON.stringify(alerts),
    count: alerts.length,
    later,
    open,
    'digest-html': alerts.length === 0 ? '' : digestPage(alerts, later),
    'digest-text': digestText(alerts, later),
  };
}
