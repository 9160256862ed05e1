import { expect, test } from 'vitest';
import { artifactService, gitHubRun, programEnvironment } from './environment.ts';

test('programs get neither inputs nor the files of the runner protocol', () => {
  const env = { PATH: '/bin', INPUT_TOKEN: 's3cret', GITHUB_OUTPUT: '/out', GITHUB_SHA: 'abc' };
  expect(programEnvironment(env)).toEqual({ PATH: '/bin', GITHUB_SHA: 'abc' });
});

test('the page of the run is known only when repository and run are', () => {
  const env = { GITHUB_SERVER_URL: 'https://ghe.example/', GITHUB_REPOSITORY: 'shop/index', GITHUB_RUN_ID: '7' };
  expect(gitHubRun(env).runUrl).toBe('https://ghe.example/shop/index/actions/runs/7');
  expect(gitHubRun({}).runUrl).toBe('');
});

test('who repeated a run is its actor, not who started it first', () => {
  expect(gitHubRun({ GITHUB_ACTOR: 'dora' }).actor).toBe('dora');
  expect(gitHubRun({ GITHUB_ACTOR: 'dora', GITHUB_TRIGGERING_ACTOR: 'eve' }).actor).toBe('eve');
});

test('files are kept with a run only where there is a service and a token for it, which no program gets', () => {
  const env = { ACTIONS_RESULTS_URL: 'https://results.example/', ACTIONS_RUNTIME_TOKEN: 't0ken' };
  expect(artifactService(env)).toEqual({ url: 'https://results.example/', token: 't0ken' });
  expect(artifactService({ ACTIONS_RESULTS_URL: 'https://results.example/' })).toBeUndefined();
  expect(Object.values(programEnvironment(env))).not.toContain('t0ken');
});
