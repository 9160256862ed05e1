import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Trouble } from '../pipeline/troubles.ts';
import { plainReport, reports } from '../testing/reports.ts';
import { renderHtml, renderText, writeContent } from './content.ts';
import { modelOf, type Report } from './model.ts';

const write = (report: Partial<Report>) => writeContent(modelOf({ ...plainReport, ...report }));

describe('what both parts of a mail say', () => {
  test.each<[keyof typeof reports, string[]]>([
    [
      'build',
      [
        'bss.index build failed',
        '2 of 214 tests failed',
        'Failing tests',
        'CheckoutTest.appliesTheVoucherOnce',
        'expected: ',
        'src/test/java/shop/CheckoutTest.java:57',
        'Jane Doe, 李伟',
        '3f1c2ab.20260711-0930',
      ],
    ],
    ['gate', ['is unstable', 'new coverage is 63.5, allowed ≥ 80', 'new violations is 3, allowed ≤ 0']],
    [
      'deployment',
      [
        'DB_URL is not set',
        'stage',
        'BackOff: restarting',
        'Log of Pod/index-7d4b9c6f5-x2x8k',
        'ERROR Application run failed',
        'was restored',
      ],
    ],
    ['deployment-zh', ['bss.index deploy to stage 仍然失败', '环境', '已恢复到上一个版本', '时间线']],
    ['fixed', ['bss.index build is fixed', 'The run before', 'failed']],
    ['not-started', ['deploy / bss.index to dev could not start its steps', 'Started by', 'jane-doe']],
    [
      'digest',
      [
        'prod cluster: 3 alerts, 1 resolved',
        'bss.index · bss-prod',
        'Container out of memory',
        '7 ×, 2026-07-11 09:02 UTC to 2026-07-11 09:28 UTC',
        'Raise resources.limits.memory',
        'resolved; 2 ×',
      ],
    ],
  ])('%s', (kind, said) => {
    const { html, text } = write(reports[kind]);
    for (const words of said) {
      expect(html).toContain(words.replaceAll('<', '&lt;'));
      expect(text).toContain(words);
    }
  });
});

test.each([
  ['en', 1, '1 more follows with the next run.'],
  ['en', 12, '12 more follow with the next run.'],
  ['zh', 12, '另有 12 条告警将在下次运行时发送。'],
] as const)('a digest in %s says that %d more follow', (language, alertsLater, words) => {
  const { html, text } = write({ ...reports.digest, language, alertsLater });
  expect(html).toContain(words);
  expect(text).toContain(words);
});

test.each([
  ['en', 11, 'and 1 more', '1 more is not shown, for a service has room for ten; the summary of the run has all.'],
  ['en', 25, 'and 15 more', '15 more are not shown, for a service has room for ten; the summary of the run has all.'],
  ['zh', 25, '另有 15 项', '另有 15 条告警未显示（每个服务最多显示十条）；完整列表见本次运行的摘要。'],
] as const)(
  'a digest in %s says of %d alerts of one service what it leaves out, and where it is',
  (language, count, more, note) => {
    const [alert] = reports.digest.alerts;
    const alerts = Array.from({ length: count }, (_, index) => ({
      ...alert,
      cause: `Cause ${index}`,
      severity: index === count - 1 ? 'critical' : 'warning',
    }));
    const { html, text } = write({ ...reports.digest, language, alerts });
    for (const part of [html, text]) {
      expect(part.match(/Cause \d+/g)).toHaveLength(10);
      // The worst is never among those that are left out.
      expect(part).toContain(`Cause ${count - 1}`);
      expect(part).toContain(more);
      expect(part).toContain(note);
    }
    expect(write({ ...reports.digest, language, alerts: alerts.slice(0, 10) }).text).not.toContain(note.slice(-10));
  },
);

test('the text part is laid out for reading', () => {
  expect(write(reports.deployment).text).toMatchInlineSnapshot(`
    "bss.index deploy to stage failed

    bss.index 3f1c2ab.20260711-0930 on stage: container "app" exits 1: DB_URL is not set

    Service: bss.index
    Environment: stage
    Tag: 3f1c2ab.20260711-0930
    Repository: shop/bss.index
    Branch: main
    Commit: 3f1c2ab https://github.example.com/shop/bss.index/commit/3f1c2ab9d0e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8
    Committed by: Jane Doe, 李伟
    The run before: succeeded

    Cause
      - container "app" exits 1 again and again (4 restarts): DB_URL is not set (Pod/index-7d4b9c6f5-x2x8k)

    Different from the version before
        Deployment/index spec.template.spec.containers[app].image: bss.index:9d2e8f1 → bss.index:3f1c2ab
        ConfigMap/index-app-config data.app.yml: changed

    Timeline
        0.4 s: Deployment/index: 1 new and 2 available of 2, 2 old
        09:31:02 Scheduled: assigned bss-stage/index-7d4b9c6f5-x2x8k to node-3
        09:31:09 Pulled: image 3f1c2ab.20260711-0930 in 6.1 s
        09:31:12 BackOff: restarting failed container app, 4 times in 2 minutes

    Log of Pod/index-7d4b9c6f5-x2x8k
      | INFO  Starting IndexApplication v2.8.0 using Java 21
      | INFO  The following profile is active: stage
      | ERROR Application run failed
      | java.lang.IllegalStateException: DB_URL is not set
      |     at shop.index.Database.connect(Database.java:31)

    Rollback
      + The revision before was restored, and serves.

    Log: https://github.example.com/shop/bss.index/actions/runs/7
    "
  `);
});

test('nothing from outside becomes markup, in any place it can stand', () => {
  const evil = '<script>alert(1)</script>"onload="x';
  const trouble = {
    ...reports.build.troubles[0],
    job: evil,
    annotations: [{ level: 'failure' as const, title: evil, message: evil, path: evil, line: 1 }],
  };
  const { html, text } = write({
    ...{ subject: evil, jobName: evil, runUrl: evil, repository: evil, branch: evil, commit: evil, commitUrl: evil },
    ...{ app: evil, env: evil, tag: evil, reason: evil, committers: [evil], actor: evil, details: [evil] },
    troubles: [trouble, { ...trouble, annotations: [], log: [evil] }],
    conditions: [{ metric: evil, comparator: evil, threshold: evil, actual: evil, isGood: false }],
  });
  expect(html).not.toMatch(/<script|"onload="/);
  expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(12);
  expect(text).toContain('<script>alert(1)</script>');
  const more = write({
    diagnosis: [
      {
        sentence: evil,
        object: evil,
        events: [evil],
        probes: [evil],
        log: [evil],
        timeline: [evil],
        differences: [evil],
      },
    ],
  });
  expect(more.html).not.toMatch(/<script|"onload="/);
  const digest = write({
    alerts: [{ ...reports.digest.alerts[0], app: evil, cause: evil, hint: evil, severity: evil, firstSeen: evil }],
  });
  expect(digest.html).not.toMatch(/<script|"onload="/);
});

const denied = 'The user of context "ci" lacks a right at https://cluster:6443';
const lacking: Trouble = {
  ...{ job: 'prod', url: '', conclusion: 'failure', step: 'Look at the cluster', hasStarted: true, hasTimedOut: false },
  ...{ isTold: true, log: [] },
  annotations: [
    {
      ...{ level: 'failure', title: 'cluster-alerts: rights-missing', path: '.github', line: 1 },
      message: `${denied}\n- watch pods in the whole cluster`,
    },
  ],
};

test.each<[string, Partial<Report>, string]>([
  ['alone', { reason: denied }, denied],
  [
    'where the job says the same and goes on',
    { reason: denied, troubles: [lacking] },
    lacking.annotations[0]?.message ?? '',
  ],
  ['where the job says something else', { reason: 'No answer', troubles: [lacking] }, 'No answer'],
  [
    'where a diagnosis goes on with it',
    {
      ...{ reason: denied, troubles: [lacking] },
      diagnosis: [
        { sentence: denied, object: 'Pod/index-1', probes: [], events: [], log: [], timeline: [], differences: [] },
      ],
    },
    denied,
  ],
  ['of a job that went well', { state: 'success', reason: '', troubles: [lacking] }, ''],
])('the cause that was handed over, %s', (_, report, cause) => {
  expect(modelOf({ ...plainReport, state: 'failure', ...report }).reason).toBe(cause);
});

test('only web addresses become links', () => {
  const { html } = write({ runUrl: 'javascript:alert(1)', commitUrl: 'data:text/html,x' });
  expect(html).not.toMatch(/href="(?!https:)/);
  expect(html).not.toContain('Open the log');
  expect(write({ runUrl: 'https://h/runs/7?a=1&b=2' }).html).toContain('href="https://h/runs/7?a=1&amp;b=2"');
});

test('what is not known takes no line', () => {
  const { html, text } = write({ env: '', reason: '', runUrl: '', committers: [], actor: '', previous: 'none' });
  for (const absent of ['Environment', 'Open the log', 'Committed by', 'Started by', 'The run before', 'Log'])
    for (const part of [html, text]) expect(part).not.toContain(absent);
});

test('a mail stays small and plain, however much it is given', () => {
  const huge = `\u001b[31mred\u001b[0m\u0000${'x'.repeat(10_000_000)}`;
  const start = performance.now();
  const { html, text } = write({
    ...{
      jobName: huge,
      reason: huge,
      app: huge,
      committers: Array.from({ length: 5000 }, (_, index) => `Author ${index}`),
    },
    details: Array.from({ length: 5000 }, () => 'detail'),
    diagnosis: [
      {
        sentence: huge,
        object: huge,
        events: [huge],
        probes: [huge],
        log: Array.from({ length: 100_000 }, () => 'line'),
        timeline: [huge],
        differences: [huge],
      },
    ],
  });
  expect(performance.now() - start).toBeLessThan(30_000);
  expect(html.length).toBeLessThan(60_000);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  for (const part of [html, text]) expect(part).not.toMatch(/[\u0000\u001b]/);
  expect(html).toContain('and 4990 more');
  expect(html).toContain('and 4992 more');
});

test('templates of users see the model, escaped in HTML and not in text', () => {
  const model = modelOf({ ...plainReport, reason: 'a < b' });
  const template =
    '<b><%= it.headline %></b> <%= it.reason %> <% for (const fact of it.facts) { %><%= fact.label %>;<% } %>';
  expect(renderHtml(template, model)).toBe(
    '<b>bss.index build failed</b> a &lt; b Service;Tag;Repository;Branch;Commit;Committed by;The run before;',
  );
  expect(renderText('<%= it.reason %>', model)).toBe('a < b\n');
  expect(() => renderHtml('<% if ( %>', model)).toThrow();
});

test('docs/notifications.md describes all that templates see', async () => {
  const document = await readFile(join(import.meta.dirname, '../../../../docs/notifications.md'), 'utf8');
  const [, table = ''] = document.split('## Templates of your own');
  const described = [...table.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
  expect(described).toEqual(expect.arrayContaining(Object.keys(modelOf(plainReport))));
  expect(Object.keys(modelOf(plainReport))).toEqual(expect.arrayContaining(described));
});
