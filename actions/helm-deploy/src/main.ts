import { runAction } from '@slipway/runner';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'helm-deploy',
  readInputs,
  // Loaded when it is needed: the post step only cleans up.
  run: async (inputs, context) => (await import('./run.ts')).run(inputs, context),
});
