import { runAction } from '@slipway/runner';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'maven-build',
  readInputs,
  // Loaded when needed: the post step only removes files.
  async run(inputs, context) {
    const { run } = await import('./run.ts');
    return run(inputs, context);
  },
});
