import { runAction, whenNeeded } from '@slipway/runner';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'maven-build',
  readInputs,
  run: whenNeeded(() => import('./run.ts')),
});
