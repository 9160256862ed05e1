import { Failure } from '@slipway/findings';
import { expect, test } from 'vitest';
import { defaultRules } from './defaults.ts';
import { readRules } from './read-rules.ts';

const reasonOf = (text: string) => {
  try {
    readRules(text, 'alerts.yml');
  } catch (error) {
    if (error instanceof Failure) return `${error.headline}\n${error.reason}`;
    throw error;
  }
  throw new Error('no failure');
};

test('without a text the default rules hold', () => {
  expect(readRules('', 'rules')).toEqual(defaultRules);
  expect(readRules('# nothing yet\n{}', 'rules')).toEqual(defaultRules);
});

test('a rule of a file comes before the default ones and has their usual values', () => {
  const [first, ...others] = readRules('rules: [{name: slow-query, reasons: SlowQuery}]', 'rules');
  expect(first).toEqual({
    name: 'slow-query',
    title: 'slow-query',
    reasons: ['SlowQuery'],
    kinds: [],
    message: undefined,
    namespaces: [],
    apps: [],
    threshold: 1,
    window: 600_000,
    for: 0,
    silence: 3_600_000,
    severity: 'warning',
    hint: '',
  });
  expect(others).toEqual(defaultRules);
});

test('a rule with the name of a default one changes what it names, and keeps the rest', () => {
  const rules = readRules('rules:\n  - {name: probes, threshold: 50, window: 1h, apps: "!legacy-*"}', 'rules');
  const usual = defaultRules.find(({ name }) => name === 'probes');
  expect(rules).toHaveLength(defaultRules.length);
  expect(rules[0]).toEqual({ ...usual, threshold: 50, window: 3_600_000, apps: ['!legacy-*'] });
});

test('default rules are taken away one by one, or all', () => {
  expect(readRules('rules: [{name: probes, enabled: false}]', 'rules').map(({ name }) => name)).toEqual(
    defaultRules.map(({ name }) => name).filter((name) => name !== 'probes'),
  );
  expect(readRules('defaults: false\nrules: [{name: a, reasons: [B]}]', 'rules').map(({ name }) => name)).toEqual([
    'a',
  ]);
});

test('everything that is wrong is said at once, each with its line', () => {
  const text = `rules:
  - name: Bad Name
    reasons: [OOMKilled]
  - name: no-reasons
    treshold: 5
  - name: odd
    reasons: []
    threshold: 0
    window: 10
    severity: fatal
    message: "("
  - name: odd
    reasons: [A]
  - just text
default: true
`;
  expect(reasonOf(text)).toBe(`alerts.yml: 11 things are wrong with the rules
- line 2: name: "Bad Name" given; allowed: lower-case letters, digits and -
- line 4: reasons: not given; allowed: a list of reasons, such as [OOMKilled]
- line 5: "treshold" is unknown; allowed: name, title, reasons, kinds, message, namespaces, apps, threshold, window, for, silence, severity, hint, enabled
- line 7: reasons: [] given; allowed: a list of texts
- line 8: threshold: 0 given; allowed: a whole number from 1
- line 9: window: 10 given; allowed: a time such as 10m, from 1s up to 24h
- line 10: severity: "fatal" given; allowed: critical, warning, info
- line 11: message: "(" given; allowed: a regular expression
- line 12: name: "odd" is there twice
- line 14: rules: allowed: rules, each with "name" and "reasons"
- line 15: "default" is unknown; allowed: rules, defaults`);
});

test('what a rule would not heed is refused: a state is not counted, and what is counted does not last', () => {
  const text = `rules:
  - name: scheduling
    threshold: 3
  - {name: own, reasons: [NotReady, DiskPressure], window: 1h}
  - name: mount
    for: 5m
  - {name: both, reasons: [OOMKilled, 'Image*'], threshold: 2, for: 1m}
  - {name: crash-loop, threshold: 5, for: 2m}
`;
  expect(reasonOf(text)).toBe(`alerts.yml: 3 things are wrong with the rules
- line 3: threshold: 3 given; allowed: only with reasons that are counted; these are states, for which there is "for"
- line 4: window: "1h" given; allowed: only with reasons that are counted; these are states, for which there is "for"
- line 6: for: "5m" given; allowed: only with reasons that are states; these are counted, for which there are "threshold" and "window"`);
});

test.each([
  ['[]', '- line 1: allowed: a mapping with "rules", a list'],
  ['rules: 5', '- line 1: rules: allowed: a list of rules'],
  ['defaults: maybe', '- line 1: defaults: allowed: true or false'],
  ['rules:\n  - name: [', '- line 2:'],
  ['rules: [{name: a, reasons: [B], name: c}]', '- line 1: Map keys must be unique'],
])('%j is refused', (text, reason) => {
  expect(reasonOf(text)).toContain(reason);
});
