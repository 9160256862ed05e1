import type { Context } from '@slipway/runner';
import { deploy } from './deploy.ts';
import type { Inputs } from './inputs.ts';
import { takeInventory } from './inventory/inventory.ts';
import type { Outputs } from './outputs.ts';
import { rollBack } from './roll-back.ts';
import { showStatus } from './status.ts';
import { uninstall } from './uninstall.ts';

export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  switch (inputs.action) {
    case 'deploy':
      return deploy(inputs, context);
    case 'rollback':
      return rollBack(inputs, context);
    case 'uninstall':
      return uninstall(inputs, context);
    case 'status':
      return inputs.app === '' ? takeInventory(inputs, context) : showStatus(inputs, context);
  }
}
