import type { Context } from '@slipway/runner';
import type { Inputs } from './inputs.ts';
import type { Outputs } from './outputs.ts';
import { removeRelease } from './revisions.ts';
import { reachTools } from './tools.ts';
import { inTurn } from './turn.ts';

/** `action: uninstall`: removes the release; one that is not there is no failure. */
export async function uninstall(inputs: Inputs, context: Context): Promise<Outputs> {
  const tools = await reachTools(inputs, context);
  const history = await tools.helm.history();
  if (history.length === 0)
    context.log.notice(`There is no release ${inputs.release} in ${inputs.namespace}; nothing to do`);
  else
    await inTurn(tools.cluster, inputs, context, () =>
      context.log.group(`Uninstall ${inputs.release}`, () => removeRelease(tools, inputs, context)),
    );
  return { result: 'success', 'rolled-back': false };
}
