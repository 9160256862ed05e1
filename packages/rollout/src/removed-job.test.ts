import { expect, test } from 'vitest';
import type { Event } from './objects.ts';
import { judgeRemovedJob } from './removed-job.ts';

const event = (reason: string, message = ''): Event => ({ metadata: { name: 'e' }, reason, message });
const created = event('SuccessfulCreate', 'Created pod: migrate-x');

test.each([
  ['it completed', [created, event('Completed', 'Job completed')], 'succeeded'],
  ['it used up its tries', [created, event('BackoffLimitExceeded', 'Job has reached its limit')], 'failed'],
  ['it took too long', [created, event('DeadlineExceeded', 'Job was active longer than allowed')], 'failed'],
  [
    'one of before failed, and this one completed',
    [event('DeadlineExceeded'), created, event('Completed')],
    'succeeded',
  ],
  ['nobody knows', [created], 'progressing'],
  ['it was long ago', [], 'succeeded'],
])('of a Job that is gone, events say that %s', (_, events, state) => {
  expect(judgeRemovedJob('Job/migrate', events).state).toBe(state);
});
