import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { home, renderedWorkflows, renderWorkflow } from './render-workflows.ts';

test('a self-reference becomes a full reference, which works on every runner, on GHES and in act', () => {
  const text = 'steps:\n  - uses: $/actions/checkout-tag\n  - uses: actions/cache@v5\n';
  expect(renderWorkflow('x.yml', text, { repository: 'acme/slipway', ref: 'v9' })).toBe(
    '# Rendered from workflows/x.yml; change it there and run "npm run docs".\n' +
      'steps:\n  - uses: acme/slipway/actions/checkout-tag@v9\n  - uses: actions/cache@v5\n',
  );
});

test('the committed workflows are what their sources render', async () => {
  const rendered = await renderedWorkflows(home);
  expect(rendered.size).toBeGreaterThanOrEqual(2);
  for (const [path, text] of rendered) expect(await readFile(path, 'utf8'), path).toBe(text);
});
