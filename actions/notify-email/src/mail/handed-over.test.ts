import { expect, test } from 'vitest';
import { alertOf, conditionOf, diagnosisOf, parseEntries } from './handed-over.ts';

test.each<[string, number | undefined]>([
  ['', 0],
  ['[]', 0],
  ['[{"a":1}, 2]', 2],
  ['{}', undefined],
  ['null', undefined],
  ['not json', undefined],
])('%j has %s entries', (json, count) => {
  expect(parseEntries(json)?.length).toBe(count);
});

test('a condition as sonar-scan hands it over', () => {
  const given = { status: 'ERROR', metricKey: 'coverage', comparator: 'LT', errorThreshold: '99', actualValue: '83.3' };
  expect(conditionOf(given)).toEqual({
    metric: 'coverage',
    comparator: 'LT',
    threshold: '99',
    actual: '83.3',
    isGood: false,
  });
});

test('a finding as helm-deploy hands it over', () => {
  const finding = { code: 'crash', object: 'Deployment/index', clause: 'exits', pod: 'index-1' };
  expect(
    diagnosisOf({
      finding,
      sentence: 'It exits',
      events: ['BackOff'],
      probes: ['startup: GET /'],
      log: ['ERROR'],
      timeline: ['1 s: waits'],
      differences: ['image: a → b'],
    }),
  ).toEqual({
    ...{ sentence: 'It exits', object: 'Pod/index-1', events: ['BackOff'] },
    ...{ probes: ['startup: GET /'], log: ['ERROR'] },
    ...{ timeline: ['1 s: waits'], differences: ['image: a → b'] },
  });
});

test('what is missing or of another shape is empty', () => {
  expect(diagnosisOf({ finding: null, events: 'x', log: [1, null] })).toEqual({
    sentence: '',
    object: '',
    events: [],
    probes: [],
    log: ['1'],
    timeline: [],
    differences: [],
  });
  expect(alertOf({})).toMatchObject({ app: '', cause: '', count: 1, state: 'unknown' });
  expect(alertOf({ state: 'resolved', count: 3, title: 'OOM' })).toMatchObject({
    cause: 'OOM',
    count: 3,
    state: 'resolved',
  });
});

test.each<[object, string]>([
  [{ state: 'new' }, 'new'],
  [{ state: 'again', resolved: false }, 'again'],
  [{ state: 'resolved', resolved: true }, 'resolved'],
  [{ resolved: true }, 'resolved'],
  [{ state: 'firing' }, 'unknown'],
  [{ state: 7 }, 'unknown'],
])('the state of the alert %j is %s', (given, state) => {
  expect(alertOf({ ...given }).state).toBe(state);
});
