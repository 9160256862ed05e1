import { runAction, whenNeeded } from '@slipway/runner';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'helm-deploy',
  readInputs,
  run: whenNeeded(() => import('./run.ts')),
});
