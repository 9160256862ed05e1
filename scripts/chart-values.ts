import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './paths.ts';

/** What is used of JSON Schema to describe a value. */
export interface ValueSchema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, ValueSchema>>;
}

/** A value of the chart that can be set: one row of its table. */
export interface ChartValue {
  readonly name: string;
  readonly description: string;
  /** Closed lists of what is allowed; else empty. */
  readonly allowed: readonly string[];
  readonly default: unknown;
}

/**
 * The values of a chart in the order of its schema: every leaf, and every group that has a description of its own.
 * @throws where a value has no description, or schema and defaults do not name the same ones
 */
export function chartValues(schema: ValueSchema, defaults: unknown, prefix = ''): ChartValue[] {
  const properties = schema.properties ?? {};
  const given = isRecord(defaults) ? defaults : {};
  const unknown = Object.keys(given).filter((name) => !(name in properties));
  if (unknown.length > 0) throw new Error(`values.yaml has what the schema has not: ${prefix}${unknown.join(', ')}`);
  return Object.entries(properties).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    // Helm puts it into every chart's values.
    if (name === 'global') return [];
    if (!value.description) throw new Error(`values.schema.json does not say what ${name} is`);
    if (!(key in given)) throw new Error(`values.yaml has no default for ${name}`);
    const allowed = (value.enum ?? []).map((option) => (option === '' ? 'empty' : String(option)));
    const own = { name, description: value.description, allowed, default: value.properties ? undefined : given[key] };
    return value.properties ? [own, ...chartValues(value, given[key], `${name}.`)] : [own];
  });
}

export async function microserviceValues(): Promise<ChartValue[]> {
  const chart = join(root, 'charts/microservice');
  const [schema, defaults] = await Promise.all(
    ['values.schema.json', 'values.yaml'].map((name) => readFile(join(chart, name), 'utf8')),
  );
  return chartValues(JSON.parse(schema ?? '') as ValueSchema, parse(defaults ?? ''));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
