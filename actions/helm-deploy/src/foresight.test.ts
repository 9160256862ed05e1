import type { Lease } from '@slipway/cluster';
import { expect, test } from 'vitest';
import { type Foresight, foresee, stillTrue } from './foresight.ts';
import type { Tools } from './tools.ts';

const history = [{ revision: 1, status: 'deployed', description: '', updated: '' }];
const held: Lease = { version: '7', holder: 'a run', duration: 30 };
const givenBack: Lease = { ...held, holder: '' };

function tools(lease: Lease | undefined, log: string[] = []): Tools {
  const read = async () => {
    log.push('turn');
    return lease;
  };
  const helm = {
    history: async () => {
      log.push('history');
      return history;
    },
  };
  return { cluster: { lease: () => ({ read }) }, helm } as unknown as Tools;
}
const inputs = { namespace: 'bss-dev', release: 'index' };

test('whose turn it was is read before the history', async () => {
  const log: string[] = [];
  expect(await foresee(tools(givenBack, log), inputs, async () => true)).toEqual({ follows: '7', history });
  expect(log).toEqual(['turn', 'history']);
});

test('nothing is read ahead while somebody has the turn', async () => {
  expect(await foresee(tools(held), inputs, async () => true)).toBeUndefined();
});

test('a namespace that is not there has no release', async () => {
  expect(await foresee(tools(undefined), inputs, async () => false)).toEqual({ follows: '', history: [] });
});

const foresight: Foresight = { follows: '7', history };

test.each([
  ['nobody had the turn since', foresight, '7', true],
  ['nobody ever had it', { ...foresight, follows: '' }, '', true],
  ['somebody had it since', foresight, '9', false],
  ['the first one came between', { ...foresight, follows: '' }, '1', false],
  ['turns are not kept', foresight, undefined, false],
  ['nothing was read', undefined, '7', false],
] as const)('%s', (_, seen, follows, isTrue) => {
  const turn = { tookOver: false, follows, isOurs: () => true };
  expect(stillTrue(seen, turn)).toBe(isTrue ? history : undefined);
});
