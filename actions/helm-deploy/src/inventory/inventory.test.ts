import type { Deployment } from '@slipway/rollout';
import { describe, expect, test } from 'vitest';
import { type Entry, entryOf } from './entry.ts';
import { ageOf, gridOf } from './grid.ts';
import { inventoryPage } from './page.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const deployment = (image: string, annotations: Record<string, string> = {}, available = 2): Deployment => ({
  metadata: { name: 'index', generation: 3, creationTimestamp: '2026-11-01T00:00:00Z', annotations },
  spec: { replicas: 2, template: { spec: { containers: [{ image }] } } },
  status: {
    observedGeneration: 3,
    replicas: 2,
    updatedReplicas: 2,
    availableReplicas: available,
    conditions: [{ type: 'Progressing', status: 'True', lastUpdateTime: '2026-11-23T10:00:00Z' }],
  },
});
const entry = (app: string, env: string, tag: string, given: Partial<Entry> = {}): Entry => ({
  ...{ app, env, tag, digest: '', since: '2026-11-23T10:00:00Z', healthy: true, trouble: '', runUrl: '' },
  ...given,
});

describe('an entry', () => {
  test('of slipway’s chart says what the deployment wrote down', () => {
    const annotations = {
      'meta.helm.sh/release-name': 'index',
      'slipway.dev/revision': '3f1c2ab.20260711-0930',
      'slipway.dev/image-digest': digest,
      'slipway.dev/run-url': 'https://github.example.com/shop/bss.index/actions/runs/7',
    };
    const object = deployment(`r.example.com:5000/shop/bss.index:3f1c2ab.20260711-0930@${digest}`, annotations);
    expect(entryOf({ kind: 'Deployment', object }, 'dev')).toEqual({
      app: 'index',
      env: 'dev',
      tag: '3f1c2ab.20260711-0930',
      digest,
      since: '2026-11-23T10:00:00Z',
      healthy: true,
      trouble: '',
      runUrl: 'https://github.example.com/shop/bss.index/actions/runs/7',
    });
  });

  test.each([
    ['r.example.com:5000/shop/bss.index:1.2', '1.2', ''],
    [`bss.index@${digest}`, '', digest],
    [`r.example.com/x:1@${digest}`, '1', digest],
    ['r.example.com:5000/x', '', ''],
  ])('of another chart says what the image tells: %s', (image, tag, known) => {
    expect(entryOf({ kind: 'Deployment', object: deployment(image) }, 'dev')).toMatchObject({ tag, digest: known });
  });

  test('that is short of pods says so', () => {
    const object = deployment('x:1', {}, 1);
    expect(entryOf({ kind: 'Deployment', object }, 'dev')).toMatchObject({
      healthy: false,
      trouble: '2 new and 1 available of 2',
    });
  });
});

test('environments that run different images drift; where an app is not deployed does not', () => {
  const entries = [
    entry('web', 'dev', '2'),
    entry('web', 'prod', '1'),
    entry('api', 'dev', '1'),
    entry('job', 'dev', '1', { digest: 'sha256:a' }),
    entry('job', 'prod', 'latest', { digest: 'sha256:a' }),
  ];
  const grid = gridOf(entries, ['dev', 'test', 'prod']);
  expect(grid.map(({ app, drifts }) => [app, drifts])).toEqual([
    ['api', false],
    ['job', false],
    ['web', true],
  ]);
  expect(grid[2]?.cells.map((cell) => cell?.tag)).toEqual(['2', undefined, '1']);
});

test.each([
  ['2026-11-23T11:57:00Z', '3 min'],
  ['2026-11-23T07:00:00Z', '5 h'],
  ['2026-11-11T12:00:00Z', '12 d'],
  ['2026-11-23T12:00:30Z', '0 min'],
  ['', ''],
])('%j was %j ago', (since, age) => {
  expect(ageOf(since, Date.parse('2026-11-23T12:00:00Z'))).toBe(age);
});

describe('the page', () => {
  const now = new Date('2026-11-23T12:00:00Z');

  test('has 200 apps, and needs nothing from anywhere', () => {
    const environments = ['dev', 'test', 'stage', 'prod'];
    const entries = Array.from({ length: 200 }, (_, index) =>
      environments.map((env) => entry(`app-${index}`, env, `${index}.0`, { digest })),
    ).flat();
    const page = inventoryPage('bss', environments, gridOf(entries, environments), now);
    expect(page.match(/<tr><th>app-/g)).toHaveLength(200);
    expect(page).toContain('200 apps, 0 with drift, 0 not healthy; 2026-11-23 12:00');
    expect(page).not.toMatch(/<(link|script|img)\b|@import|url\(/);
    expect(page.length).toBeLessThan(300_000);
  });

  test('escapes what comes from the cluster, and links only to web pages', () => {
    const wild = entry('<b>x</b>', 'dev', '"><script>alert(1)</script>', {
      runUrl: 'javascript:alert(1)',
      healthy: false,
      trouble: '<img src=x>',
    });
    const page = inventoryPage('bss', ['dev'], gridOf([wild], ['dev']), now);
    expect(page).not.toMatch(/<script>alert|<img|<b>x|javascript:/);
    expect(page).toContain('&lt;b&gt;x');
  });
});
