import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { distFolder } from '../../scripts/paths.ts';

export interface ActionRun {
  readonly alerts: readonly { readonly state: string; readonly app: string; readonly count: number }[];
  /** Milliseconds from the start of the process to its end. */
  readonly duration: number;
  /** Largest resident size of the process, in bytes. */
  readonly memory: number;
}

/** Runs the bundle as the runner does, its main step. */
export async function runAction(inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-alerts-'));
  const files = Object.fromEntries(
    ['OUTPUT', 'STATE', 'STEP_SUMMARY'].map((name) => [`GITHUB_${name}`, join(folder, name)]),
  );
  for (const file of Object.values(files)) await writeFile(file, '');
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  // The largest size is known to the process alone, when it ends.
  const atEnd = join(folder, 'memory.cjs');
  await writeFile(
    atEnd,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'memory'))}, String(process.resourceUsage().maxRSS)));`,
  );
  try {
    const start = performance.now();
    await execa('node', ['--require', atEnd, join(distFolder, 'cluster-alerts', 'index.js')], {
      preferLocal: true,
      cwd: folder,
      extendEnv: false,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        RUNNER_TEMP: folder,
        GITHUB_WORKSPACE: folder,
        ...files,
        ...Object.fromEntries(given),
      },
    });
    const duration = performance.now() - start;
    const outputs = await readFile(join(folder, 'OUTPUT'), 'utf8');
    const alerts = JSON.parse(/^alerts<<.*\n(.*)$/m.exec(outputs)?.[1] ?? '[]') as ActionRun['alerts'];
    return { alerts, duration, memory: Number(await readFile(join(folder, 'memory'), 'utf8')) * 1024 };
  } finally {
    await rm(folder, { recursive: true });
  }
}
