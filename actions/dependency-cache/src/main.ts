import { runAction } from '@slipway/runner';
import { readInputs } from './inputs.ts';
import { cleanUp, run } from './run.ts';

await runAction({ name: 'dependency-cache', readInputs, run, cleanUp });
