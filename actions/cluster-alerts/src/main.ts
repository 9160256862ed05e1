import { runAction } from '@slipway/runner';
import { confirm } from './confirm.ts';
import { readInputs } from './inputs.ts';
import { run } from './run.ts';

await runAction({ name: 'cluster-alerts', readInputs, run, cleanUp: confirm });
