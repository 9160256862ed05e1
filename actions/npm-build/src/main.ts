import { runAction, whenNeeded } from '@slipway/runner';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'npm-build',
  readInputs,
  run: whenNeeded(() => import('./run.ts')),
});
