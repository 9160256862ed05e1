import { runAction, whenNeeded } from '@slipway/runner';
import { readInputs } from './inputs.ts';
import { stateKeys } from './runtime/runtime.ts';

// Loaded when needed: a post step that finds nothing to remove, as most do, is over in half the time.
const load = () => import('./run.ts');

await runAction({
  name: 'kaniko-push',
  readInputs,
  run: whenNeeded(load),
  cleanUp: async (context) => {
    if (Object.values(stateKeys).some((key) => context.state(key) !== '')) await (await load()).cleanUp(context);
  },
});
