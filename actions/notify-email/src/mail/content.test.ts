import { expect, test } from 'vitest';
import { type Report, writeContent } from './content.ts';

const report: Report = {
  state: 'failure',
  subject: 'FAILED',
  jobName: 'bss.index deploy to dev',
  app: 'bss.index',
  env: 'dev',
  tag: '3f1c2ab.20260711-0930',
  reason: 'container "app" exits 1\nsecond line',
  authors: ['Ada Example'],
  repository: 'shop/bss.index',
  runUrl: 'https://github.example.com/shop/bss.index/actions/runs/7?a=1&b=2',
};

test('both parts say what failed, why, whose it is, and where the log is', () => {
  const { html, text } = writeContent(report);
  for (const part of [html, text]) {
    for (const said of ['bss.index deploy to dev failed', 'dev', '3f1c2ab.20260711-0930', 'Ada Example'])
      expect(part).toContain(said);
  }
  expect(html).toContain('href="https://github.example.com/shop/bss.index/actions/runs/7?a=1&amp;b=2"');
  expect(text).toContain(report.runUrl);
  expect(text).toContain('container "app" exits 1\nsecond line\n');
});

test('nothing from outside becomes markup', () => {
  const evil = '<script>alert(1)</script>';
  const { html, text } = writeContent({
    ...report,
    authors: [evil],
    reason: evil,
    jobName: evil,
    tag: evil,
    runUrl: 'https://x/"onload="y',
  });
  expect(html).not.toContain('<script>alert');
  expect(html).not.toContain('"onload="');
  expect(text).toContain(evil);
});

test('what is not known takes no line', () => {
  const { html, text } = writeContent({ ...report, env: '', reason: '', runUrl: '', authors: [] });
  for (const absent of ['Environment', 'Open the log', 'Committed by']) expect(html).not.toContain(absent);
  expect(text).not.toContain('Log:');
});
