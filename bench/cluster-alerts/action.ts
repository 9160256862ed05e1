import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ourBundle, runBundle } from '../bundle.ts';

export interface ActionRun {
  readonly alerts: readonly { readonly state: string; readonly app: string; readonly count: number }[];
  /** Milliseconds from the start of the process to its end. */
  readonly duration: number;
  /** Largest resident size of the process, in bytes. */
  readonly memory: number;
}

/** Runs the bundle as the runner does; counted is its main step. */
export async function runAction(inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-alerts-'));
  try {
    const step = { bundle: ourBundle('cluster-alerts'), inputs, workspace: folder, env: { HOME: folder } };
    const { main, memory, outputs } = await runBundle(step, folder);
    return { alerts: JSON.parse(outputs.get('alerts') ?? '[]') as ActionRun['alerts'], duration: main, memory };
  } finally {
    await rm(folder, { recursive: true });
  }
}
