import { Failure } from '@slipway/findings';
import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { stateReasons } from '../signals/signal.ts';
import { defaultRules, ruleDefaults } from './defaults.ts';
import { entriesOf, Fields, type Problems, parseText } from './fields.ts';
import { matches, type Rule, severities } from './rule.ts';

/**
 * Rules from a YAML text, before those that hold by default. A rule with the name of one of these changes the fields it
 * names; `enabled: false` takes one away, `defaults: false` all.
 * @param name what the text is called in errors
 * @throws {Failure} `bad-rules`, with every problem and its line
 */
export function readRules(text: string, name: string): Rule[] {
  if (text.trim() === '') return [...defaultRules];
  const { contents, problems } = parseText(text);
  const isReadable = problems.count === 0;
  if (isReadable && !isMap(contents)) problems.add(contents, 'allowed: a mapping with "rules", a list');
  const rules = isReadable && isMap(contents) ? readTop(contents, problems) : [];
  if (problems.count === 0) return rules;
  throw new Failure({
    code: 'bad-rules',
    headline: `${name}: ${problems.count === 1 ? 'one thing is' : `${problems.count} things are`} wrong with the rules`,
    reason: problems.list(),
    advice: 'docs/cluster-alerts.md says what a rule may say.',
  });
}

function readTop(top: YAMLMap, problems: Problems): Rule[] {
  const rules: Rule[] = [];
  const names = new Set<string>();
  let withDefaults = true;
  for (const { name, key, value } of entriesOf(top)) {
    if (name === 'defaults') {
      if (isScalar(value) && typeof value.value === 'boolean') withDefaults = value.value;
      else problems.add(value, 'defaults: allowed: true or false');
    } else if (name !== 'rules') {
      problems.add(key, `"${name}" is unknown; allowed: rules, defaults`);
    } else if (!isSeq(value)) {
      problems.add(value, 'rules: allowed: a list of rules');
    } else {
      for (const item of value.items) {
        if (!isMap(item)) problems.add(item as Node, 'rules: allowed: rules, each with "name" and "reasons"');
        else rules.push(...readRule(item, names, problems));
      }
    }
  }
  return [...rules, ...(withDefaults ? defaultRules.filter((rule) => !names.has(rule.name)) : [])];
}

const allowed = [
  ...['name', 'title', 'reasons', 'kinds', 'message', 'namespaces', 'apps', 'threshold', 'window', 'for'],
  ...['silence', 'severity', 'hint', 'enabled'],
];

/** No rule where one is taken away or wrong. Adds its name to `names`. */
function readRule(map: YAMLMap, names: Set<string>, problems: Problems): Rule[] {
  const before = problems.count;
  const fields = new Fields(map, allowed, problems);
  const name = fields.text('name') ?? '';
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) fields.refuse('name', 'lower-case letters, digits and -');
  else if (names.has(name)) fields.problem('name', `name: "${name}" is there twice`);
  names.add(name);
  const base = defaultRules.find((rule) => rule.name === name);
  const isEnabled = fields.flag('enabled') ?? true;
  const reasons = fields.list('reasons') ?? base?.reasons ?? [];
  if (isEnabled && reasons.length === 0 && !fields.has('reasons'))
    fields.refuse('reasons', 'a list of reasons, such as [OOMKilled]');
  refuseUnheard(fields, reasons);
  const given = {
    title: fields.text('title'),
    kinds: fields.list('kinds'),
    message: fields.pattern('message'),
    namespaces: fields.list('namespaces'),
    apps: fields.list('apps'),
    threshold: fields.count('threshold'),
    window: fields.duration('window', 1000),
    for: fields.duration('for', 0),
    silence: fields.duration('silence', 0),
    severity: fields.choice('severity', severities),
    hint: fields.text('hint'),
  };
  if (!isEnabled || problems.count > before) return [];
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Rule>;
  return [{ title: name, ...ruleDefaults, ...base, ...set, name, reasons }];
}

/** What would have no effect, because a state lasts and everything else is counted. */
function refuseUnheard(fields: Fields, reasons: readonly string[]): void {
  const isState = (pattern: string) => stateReasons.some((reason) => matches(pattern, reason));
  if (reasons.length === 0) return;
  if (reasons.every((reason) => stateReasons.includes(reason))) {
    for (const name of ['threshold', 'window'].filter((field) => fields.has(field)))
      fields.refuse(name, 'only with reasons that are counted; these are states, for which there is "for"');
  }
  if (fields.has('for') && !reasons.some(isState))
    fields.refuse(
      'for',
      'only with reasons that are states; these are counted, for which there are "threshold" and "window"',
    );
}
