import { runAction } from '@slipway/runner';
import { readInputs } from './inputs.ts';
import { run } from './run.ts';

await runAction({ name: 'npm-build', readInputs, run });
