import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chartValues } from './chart-values.ts';
import { root } from './paths.ts';

const schema = {
  properties: {
    global: { type: 'object' },
    service: {
      description: 'In front.',
      properties: { type: { description: 'Kind.', enum: ['', 'ClusterIP'] }, ports: { description: 'Ports.' } },
    },
  },
};

test('every value is listed below its group, with its default', () => {
  expect(chartValues(schema, { service: { type: 'ClusterIP', ports: [80] } })).toEqual([
    { name: 'service', description: 'In front.', allowed: [], default: undefined },
    { name: 'service.type', description: 'Kind.', allowed: ['empty', 'ClusterIP'], default: 'ClusterIP' },
    { name: 'service.ports', description: 'Ports.', allowed: [], default: [80] },
  ]);
});

test.each([
  ['a value without a description', { properties: { a: {} } }, { a: 1 }, 'values.schema.json does not say what a is'],
  ['a value without a default', { properties: { a: { description: 'A.' } } }, {}, 'values.yaml has no default for a'],
  [
    'a default that the schema does not know',
    { properties: {} },
    { b: 1 },
    'values.yaml has what the schema has not: b',
  ],
])('%s is an error', (_, wrong, defaults, message) => {
  expect(() => chartValues(wrong, defaults)).toThrow(message);
});

/** Paths of what has no description, below maps, lists and definitions too. */
function undescribed(part: unknown, path = ''): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const here = `${path}/${key}`;
    const isProperty = path.endsWith('/properties');
    const lacks = isProperty && !(value as { description?: string }).description;
    return [...(lacks ? [here] : []), ...undescribed(value, here)];
  });
}

test("every property of the chart's schema is described, also those that the table does not list", async () => {
  expect(undescribed({ properties: { a: { items: { properties: { b: {} } }, description: 'A.' } } })).toEqual([
    '/properties/a/items/properties/b',
  ]);
  expect(undescribed(JSON.parse(await readFile(join(root, 'charts/microservice/values.schema.json'), 'utf8')))).toEqual(
    [],
  );
});
