import { runAction, whenNeeded } from '@slipway/runner';
import { readInputs } from './inputs.ts';

await runAction({
  name: 'npm-build',
  failed: { result: 'failure' },
  readInputs,
  run: whenNeeded(() => import('./run.ts')),
});
