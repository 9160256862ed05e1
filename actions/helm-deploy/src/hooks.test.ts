import { setTimeout as wait } from 'node:timers/promises';
import { testContext } from '@slipway/runner/testing';
import { expect, test } from 'vitest';
import { whileWatchingHooks } from './hooks.ts';

type Given = Parameters<typeof whileWatchingHooks>;

test('a question that a cancelled run no longer awaits does not end the action before Helm is heard', async () => {
  const time = () => Promise.reject(new Error('cancelled by SIGTERM'));
  const tools = { cluster: { time }, helm: {} } as unknown as Given[0];
  const making = { operation: 'upgrade', revision: 1 } as unknown as Given[1];
  const result = whileWatchingHooks(tools, making, {} as Given[2], testContext(), async () => {
    await wait(50);
    return undefined;
  });
  await expect(result).resolves.toEqual({ error: undefined, evidence: [] });
});
