import { expect, test } from 'vitest';
import { chartValues } from './chart-values.ts';

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
