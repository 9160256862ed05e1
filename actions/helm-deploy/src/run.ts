import type { Context } from '@slipway/runner';
import { deploy } from './deploy.ts';
import type { Inputs } from './inputs.ts';
import { rollBack, showStatus, uninstall } from './other-actions.ts';

/** What every action tells; absent is what it does not know. */
export interface Outputs {
  readonly result: 'success' | 'failure';
  readonly revision?: number;
  readonly 'previous-revision'?: number;
  readonly 'rolled-back': boolean;
  readonly reason?: string;
  readonly diagnosis?: string;
  readonly url?: string;
}

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
