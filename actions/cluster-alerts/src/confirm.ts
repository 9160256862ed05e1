import { clusterClock } from '@slipway/cluster';
import type { Context } from '@slipway/runner';
import { caseKey } from './alerts/case.ts';
import { openCluster } from './collect/open.ts';
import type { Inputs } from './inputs.ts';
import { attempts, pauseBefore } from './memory/contention.ts';
import { readMemory, writeMemory } from './memory/memory.ts';
import { openStore } from './memory/open.ts';
import { pendingKey } from './run.ts';

/** After a job that succeeded, and so told the news: they need not be told again. */
export async function confirm(context: Context, inputsOf: () => Inputs): Promise<void> {
  const id = context.state(pendingKey);
  if (id === '') return;
  const inputs = inputsOf();
  const cluster = await openCluster(inputs, context);
  const now = await clusterClock(cluster, context);
  const store = openStore(inputs.state, cluster, context.workspace);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const found = await store.read();
    const memory = readMemory(found?.text ?? '', (known) => caseKey(known.rule, known));
    if (memory === undefined || !memory.pending.some((pending) => pending.id === id)) return;
    const pending = memory.pending.filter((other) => other.id !== id);
    if (await store.write(found?.version, writeMemory({ ...memory, pending }, now()))) return;
    await pauseBefore(attempt);
  }
  context.log.warning(`${store.described} is changed by others all the time: what was told may be told again`);
}
