import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration } from '@slipway/findings';
import { parse } from 'yaml';
import { defaultRules } from '../actions/cluster-alerts/src/rules/defaults.ts';
import type { Rule } from '../actions/cluster-alerts/src/rules/rule.ts';
import { stateReasons } from '../actions/cluster-alerts/src/signals/signal.ts';
import { type ActionDescription, type InputDescription, readActionDescription } from './action-description.ts';
import { type ChartValue, microserviceValues } from './chart-values.ts';
import { actionNames, root } from './paths.ts';

// Fills the generated parts of the documents: everything between <!-- name --> and <!-- /name -->.

/** Replaces the text between the markers of `name`. A document without them is an error: nothing would be shown. */
export function fillSection(document: string, name: string, text: string): string {
  const section = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!section.test(document)) throw new Error(`no section <!-- ${name} --> … <!-- /${name} -->`);
  return document.replace(section, (_, start: string, end: string) => `${start}${text}\n${end}`);
}

const cell = (text: string) =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function inputTable(action: Pick<ActionDescription, 'inputs'>): string {
  const rows = Object.entries(action.inputs).map(([name, input]) => {
    const value = input.default === undefined || input.default === '' ? '' : `\`${cell(input.default)}\``;
    return row([`\`${name}\``, cell(input.description), input.required ? '**required**' : value]);
  });
  return [row(['input', 'what it is', 'default']), row(['---', '---', '---']), ...rows].join('\n');
}

export function outputTable(action: ActionDescription): string {
  const rows = Object.entries(action.outputs).map(([name, output]) => row([`\`${name}\``, cell(output.description)]));
  return [row(['output', 'what it is']), row(['---', '---']), ...rows].join('\n');
}

export function actionTable(actions: ReadonlyMap<string, ActionDescription>): string {
  const rows = [...actions].map(([name, action]) =>
    row([`[\`${name}\`](actions/${name}/README.md)`, cell(action.description)]),
  );
  return [row(['action', 'what it does']), row(['---', '---']), ...rows].join('\n');
}

export function ruleTable(rules: readonly Rule[]): string {
  const time = (milliseconds: number) => formatDuration(milliseconds).replace(/ 0 (s|min)$/, '');
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const rows = rules.map(({ name, title, reasons, message, threshold, window, for: lasting, severity, hint }) =>
    row([
      `\`${name}\``,
      `${title}: ${code(reasons)}${message === undefined ? '' : ` with a message of \`${message.source}\``}`,
      [
        ...(reasons.every((reason) => stateReasons.includes(reason)) ? [] : [`${threshold} in ${time(window)}`]),
        ...(reasons.some((reason) => stateReasons.includes(reason)) ? [`for ${time(lasting)}`] : []),
      ].join(' or '),
      severity,
      cell(hint),
    ]),
  );
  return [
    row(['rule', 'what', 'told when', 'severity', 'hint']),
    row(['---', '---', '---', '---', '---']),
    ...rows,
  ].join('\n');
}

export function valueTable(values: readonly ChartValue[]): string {
  const rows = values.map(({ name, description, allowed, default: value }) => {
    const options = allowed.length > 0 ? ` One of ${allowed.map((option) => `\`${option}\``).join(', ')}.` : '';
    const shown = value === undefined || value === '' ? '' : `\`${cell(JSON.stringify(value).replaceAll('"', ''))}\``;
    return row([`\`${name}\``, cell(description).replaceAll('<', '\\<') + options, shown]);
  });
  return [row(['value', 'what it is', 'default']), row(['---', '---', '---']), ...rows].join('\n');
}

/** What a caller of build.yml may give. Its descriptions are not Markdown, and its defaults may be booleans and numbers. */
async function buildWorkflow(): Promise<Pick<ActionDescription, 'inputs'>> {
  const { on } = parse(await readFile(join(root, 'workflows/build.yml'), 'utf8')) as {
    readonly on: { readonly workflow_call: { readonly inputs: Readonly<Record<string, InputDescription>> } };
  };
  const inputs = Object.entries(on.workflow_call.inputs).map(([name, input]) => {
    const description = input.description.replaceAll('<', '\\<');
    return [name, { ...input, description, default: String(input.default ?? '') }] as const;
  });
  return { inputs: Object.fromEntries(inputs) };
}

/** Every document with generated parts by its path, as it should be. */
export async function documents(): Promise<Map<string, string>> {
  const filled = new Map<string, string>();
  const actions = new Map<string, ActionDescription>();
  for (const name of actionNames) {
    const action = await readActionDescription(name);
    actions.set(name, action);
    const path = join(root, 'actions', name, 'README.md');
    const withInputs = fillSection(await readFile(path, 'utf8'), 'inputs', inputTable(action));
    filled.set(path, fillSection(withInputs, 'outputs', outputTable(action)));
  }
  const alerts = join(root, 'docs/cluster-alerts.md');
  filled.set(alerts, fillSection(await readFile(alerts, 'utf8'), 'rules', ruleTable(defaultRules)));
  const building = join(root, 'docs/building.md');
  filled.set(building, fillSection(await readFile(building, 'utf8'), 'inputs', inputTable(await buildWorkflow())));
  const chart = join(root, 'charts/microservice/README.md');
  filled.set(chart, fillSection(await readFile(chart, 'utf8'), 'values', valueTable(await microserviceValues())));
  const readme = join(root, 'README.md');
  filled.set(readme, fillSection(await readFile(readme, 'utf8'), 'actions', actionTable(actions)));
  return filled;
}

if (import.meta.main) {
  for (const [path, text] of await documents()) await writeFile(path, text);
}
