import { down, status, up } from '@slipway/lab';

const components = ['registry', 'kaniko', 'git', 'mail', 'cluster'] as const;

/** Brings the lab up for a run of tests and takes down what it brought up; a lab that was up is used and left. */
export async function setup(): Promise<() => Promise<void>> {
  const running = await status();
  const wasUp = components.every((name) =>
    running.some((component) => component.name === name && component.state === 'up'),
  );
  if (wasUp) return async () => {};
  await up(components, { log: (line) => console.log(line) });
  return async () => {
    await down({ log: (line) => console.log(line) });
  };
}
