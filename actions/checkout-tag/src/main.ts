import { runAction } from '@slipway/runner';
import { cleanUp } from './clean-up.ts';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'checkout-tag',
  readInputs,
  // Loaded when needed: the post step mostly has nothing to do.
  async run(inputs, context) {
    const { run } = await import('./run.ts');
    return run(inputs, context);
  },
  cleanUp,
});
