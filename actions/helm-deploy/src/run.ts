import type { Context } from '@slipway/runner';
import { deploy } from './deploy.ts';
import type { Inputs } from './inputs.ts';
import { rollBack, showStatus, uninstall } from './other-actions.ts';
import type { Outputs } from './outputs.ts';

export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  switch (inputs.action) {
    case 'deploy':
      return deploy(inputs, context);
    case 'rollback':
      return rollBack(inputs, context);
    case 'uninstall':
      return uninstall(inputs, context);
    case 'status':
      return showStatus(inputs, context);
  }
}
