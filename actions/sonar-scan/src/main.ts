import { runAction, whenNeeded } from '@slipway/runner';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'sonar-scan',
  readInputs,
  run: whenNeeded(() => import('./run.ts')),
});
