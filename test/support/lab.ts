import { type ComponentName, down, status, up } from '@slipway/lab';

const components: readonly ComponentName[] = ['registry', 'kaniko', 'git', 'mail', 'cluster'];

/** Brings up what the tests need, and takes down only that; what was up before, or is the user's own, stays. */
export async function setup(): Promise<() => Promise<void>> {
  const log = (line: string) => console.log(line);
  const before = await status();
  const missing = components.filter(
    (name) => !before.some((component) => component.name === name && component.state !== 'down'),
  );
  await up(components, { log });
  return async () => {
    if (missing.length > 0) await down({ log }, missing);
  };
}
