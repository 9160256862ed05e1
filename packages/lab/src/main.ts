import { parseArgs } from 'node:util';
import type { ComponentName } from './component.ts';
import { LabFailure } from './failure.ts';
import { type ComponentStatus, componentNames, down, environment, status, up, usualComponents } from './lab.ts';

// npm run lab -- up|down|status|env [COMPONENT…] [--json]

const usage = `Usage: npm run lab -- COMMAND [COMPONENT…]

  up [COMPONENT…]   bring components up, with what they need; without a name: ${usualComponents.join(' ')}
  down [COMPONENT…] take components down, with what needs them; without a name: everything, and nothing is left
  status            what is up, where, since when
  env [--json]      the variables that point tools at it: eval "$(npm run --silent lab -- env)"

Components: ${componentNames.join(', ')}. docs/lab.md says more.`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [command, ...names] = positionals;
  const log = (line: string) => console.log(line);
  const chosen = named(names);
  if (command === 'up') return up(chosen.length === 0 ? usualComponents : chosen, { log });
  if (command === 'down') return down({ log }, chosen);
  if (command === 'status') {
    const all = await status();
    return console.log(statusTable(all.filter(({ name }) => chosen.length === 0 || chosen.includes(name))));
  }
  if (command === 'env') return console.log(print(await environment(), values.json));
  throw new LabFailure(`${command === undefined ? 'No command given' : `"${command}" is no command`}.\n\n${usage}`);
}

function named(names: readonly string[]): ComponentName[] {
  return names.map((name) => {
    const component = componentNames.find((known) => known === name);
    if (component === undefined)
      throw new LabFailure(`"${name}" is no component; there are ${componentNames.join(', ')}.`);
    return component;
  });
}

function print(variables: Readonly<Record<string, string>>, json: boolean): string {
  if (json) return JSON.stringify(variables, null, 2);
  const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}`)
    .join('\n');
}

function statusTable(components: readonly ComponentStatus[]): string {
  const rows = components.map(({ name, state, address, pids, uptime }) => [
    name,
    state,
    state === 'down' ? '' : address,
    pids.join(' '),
    uptime === 0 ? '' : `${Math.round(uptime / 1000)} s`,
  ]);
  const all = [['component', 'state', 'address', 'pids', 'up for'], ...rows];
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LabFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
