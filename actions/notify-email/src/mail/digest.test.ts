import { describe, expect, test } from 'vitest';
import { plainReport } from '../testing/reports.ts';
import { writeContent } from './content.ts';
import { digestSections } from './digest.ts';
import { alertOf } from './handed-over.ts';
import { modelOf } from './model.ts';
import { ruleInChinese } from './rules-zh.ts';
import { words } from './words.ts';

// As cluster-alerts hands them over.
const alert = {
  ...{ rule: 'out-of-memory', state: 'new', app: 'bss.index', namespace: 'bss-prod', cause: 'Out of memory' },
  ...{ message: 'container "app" was killed for using more memory than its limit', severity: 'critical', count: 7 },
  ...{ firstSeen: '2026-07-11T09:02:00.000Z', lastSeen: '2026-07-11T09:28:00.000Z', resolved: false },
  hint: 'Raise resources.limits.memory, or find the leak: the log before the end is in "kubectl logs --previous".',
};
const placeOf = (given: object, language: 'en' | 'zh' = 'en') =>
  digestSections([alertOf({ ...alert, ...given })], words[language])[0]?.items[0]?.place;

describe('the line of an alert', () => {
  const [times, timesInChinese] = [
    '7 ×, 2026-07-11 09:02 UTC to 2026-07-11 09:28 UTC',
    '7 次，2026-07-11 09:02 UTC 至 2026-07-11 09:28 UTC',
  ];
  test.each<[object, string, string]>([
    [{}, 'critical; new', '严重; 新出现'],
    [{ severity: 'warning', state: 'again' }, 'warning; again', '警告; 仍在持续'],
    [{ severity: 'info', resolved: true }, 'info; resolved', '提示; 已恢复'],
    [{ severity: 'page', state: '' }, 'page', 'page'],
  ])('%j', (given, english, chinese) => {
    expect(placeOf(given)).toBe(`${english}; ${times}`);
    expect(placeOf(given, 'zh')).toBe(`${chinese}; ${timesInChinese}`);
  });
  test('begins with the count where no severity is given', () => {
    expect(placeOf({ severity: '', state: '' })).toBe(times);
  });
});

test('the most severe come first, in and between services, and what is over last', () => {
  const given: [string, string, string, string][] = [
    ['menu', 'over', 'critical', 'resolved'],
    ['menu', 'hint', 'info', 'new'],
    ['index', 'mild', 'warning', 'new'],
    ['index', 'odd', 'unusual', 'again'],
    ['cart', 'bad', 'critical', 'new'],
    ['menu', 'worse', 'ERROR', 'again'],
    ['index', 'worst', 'high', 'new'],
  ];
  const alerts = given.map(([app, cause, severity, state]) => alertOf({ app, cause, severity, state }));
  const sections = digestSections(alerts, words.en);
  expect(sections.map(({ title, items }) => [title, ...items.map(({ text }) => text)])).toEqual([
    ['cart', 'bad'],
    ['menu', 'worse', 'hint', 'over'],
    ['index', 'worst', 'mild', 'odd'],
  ]);
});

test('a digest in Chinese has no English words of ours', () => {
  const alerts = [alert, { ...alert, state: 'resolved', resolved: true, severity: 'warning' }].map(alertOf);
  const subject = '1 条告警，1 条已恢复';
  const model = modelOf({ ...plainReport, language: 'zh', state: 'success', jobName: 'prod', subject, alerts });
  const { html, text } = writeContent(model);
  expect(text).toContain(
    '内存不足: 容器“app”因内存超过限制被终止 (严重; 新出现; 7 次，2026-07-11 09:02 UTC 至 2026-07-11 09:28 UTC)',
  );
  expect(text).toContain('终止前的日志见“kubectl logs --previous”。');
  for (const part of [html, text])
    expect(part).not.toMatch(/\b(critical|warning|new|again|resolved|alerts?|memory than|to 20\d\d|Raise|Sent by)\b/);
});

test.each([
  ['container "app" exited 137', '容器“app”已退出，退出码 137'],
  ['container "app" exited 1: exited 2: no such file', '容器“app”已退出，退出码 1: exited 2: no such file'],
  ['container "app" was restarted', '容器“app”已重启'],
  ['container "app": Back-off pulling image "x"', '容器“app”: Back-off pulling image "x"'],
  ['0/6 nodes are available', '0/6 nodes are available'],
  ['toString', 'toString'],
])('of %j the words of ours are put in Chinese', (english, chinese) => {
  expect(ruleInChinese(english)).toBe(chinese);
});
