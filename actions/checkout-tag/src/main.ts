import { runAction, whenNeeded } from '@slipway/runner';
import { cleanUp } from './clean-up.ts';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'checkout-tag',
  readInputs,
  run: whenNeeded(() => import('./run.ts')),
  cleanUp,
});
