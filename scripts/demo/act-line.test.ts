import { expect, test } from 'vitest';
import { readActLine } from './act-line.ts';

// Lines as act 0.2.89 prints them with --json.
const line = (fields: Record<string, unknown>) =>
  readActLine(
    JSON.stringify({
      dryrun: false,
      job: 'deploy/deploy/bss.index 3f1 to dev',
      jobID: 'deploy',
      level: 'info',
      matrix: {},
      msg: '',
      time: '',
      ...fields,
    }),
  );

test('a job is known by its path of ids, whatever its name says', () => {
  expect(line({ jobResult: 'failure', msg: '🏁  Job failed' })).toMatchObject({
    job: 'deploy/deploy',
    jobResult: 'failure',
  });
});

test('the end of a step has its result and milliseconds', () => {
  const ended = line({
    stage: 'Main',
    step: 'Compile and test',
    stepID: ['maven'],
    stepResult: 'success',
    executionTime: 5_674_841,
  });
  expect(ended).toMatchObject({
    step: 'Compile and test',
    stepId: 'maven',
    stepEnd: { result: 'success', duration: 5.674841 },
  });
});

test('the post step of an action is not a step of its own', () => {
  expect(
    line({ stage: 'Post', step: 'Compile and test', stepResult: 'success', executionTime: 1 }).stepEnd,
  ).toBeUndefined();
});

test('outputs, summaries and annotations are told apart', () => {
  expect(line({ command: 'set-output', name: 'tag', arg: '3f1c2ab' }).output).toEqual({
    name: 'tag',
    value: '3f1c2ab',
  });
  expect(line({ command: 'summary', content: '## hi\n' }).summary).toBe('## hi\n');
  expect(line({ command: 'error', arg: 'no' }).annotation).toEqual({ level: 'error', message: 'no' });
});

test('what is not JSON is kept as text', () => {
  expect(readActLine('panic: oops')).toEqual({ job: '', step: '', stepId: '', text: 'panic: oops' });
});
