import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Story, tellStory } from '../../scripts/demo/story.ts';

// The demo with SonarQube, as "npm run demo -- --sonar" runs it.

let story: Story;
beforeAll(async () => {
  const say = (line: string) => console.log(line);
  story = await tellStory({ sonar: true, lab: 0, folder: join(tmpdir(), 'slipway-sonar-e2e'), say });
});

test('the analysis is a step of the build, after the tests and before the image', () => {
  const steps = story.good.run.steps.filter(({ job, result }) => job === 'build/build' && result === 'success');
  const names = steps.map(({ name }) => name);
  const analysis = names.indexOf('Analyse');
  expect(names[analysis - 1]).toBe('Compile and test');
  expect(names[analysis + 1]).toBe('Build and push the image');
});

test('the gate passes, and the summary says so with a link to the project', async () => {
  const output = (name: string) => story.good.run.outputs.get(`build/build/sonar/${name}`);
  expect(output('result')).toBe('success');
  expect(output('quality-gate-status')).toBe('PASSED');
  expect(output('dashboard-url')).toContain(story.environment.SONAR_HOST_URL);
  expect(await readFile(story.good.run.summary, 'utf8')).toContain(output('dashboard-url'));
});

test('the server has analysed the commit, with coverage', async () => {
  const url = new URL(story.good.run.outputs.get('build/build/sonar/dashboard-url') ?? '');
  const headers = { authorization: `Bearer ${story.environment.SONAR_TOKEN}` };
  const ask = `${url.origin}/api/measures/component?component=${url.searchParams.get('id')}&metricKeys=coverage,tests`;
  const answer = (await (await fetch(ask, { headers })).json()) as {
    component: { measures: { metric: string; value: string }[] };
  };
  const value = (metric: string) => Number(answer.component.measures.find((each) => each.metric === metric)?.value);
  expect(value('coverage')).toBeGreaterThan(0);
  expect(value('tests')).toBe(Number(story.good.run.outputs.get('build/build/maven/total')));
});

test('the token is in no log or summary', async () => {
  const token = story.environment.SONAR_TOKEN ?? '';
  expect(token.length).toBeGreaterThan(20);
  for (const file of [story.good.run.log, story.good.run.summary])
    expect(await readFile(file, 'utf8')).not.toContain(token);
});

test('what was built runs', () => {
  expect(story.good.answer.status).toBe(200);
  expect(story.broken.run.outputs.get('deploy/deploy/deploy/rolled-back')).toBe('true');
});
