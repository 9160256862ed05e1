import type { Change, State } from '../pipeline/state.ts';
import { ruleInChinese } from './rules-zh.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

type Sentence = (what: string) => string;

/** Everything that a mail says of its own, in one language. */
export interface Words {
  readonly states: Readonly<Record<State, Sentence>>;
  readonly changes: Readonly<Partial<Record<Change, Sentence>>>;
  readonly service: string;
  readonly environment: string;
  readonly tag: string;
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
  readonly committedBy: string;
  readonly startedBy: string;
  readonly before: string;
  readonly beforeStates: Readonly<Record<'success' | 'unstable' | 'failure', string>>;
  readonly openLog: string;
  readonly log: string;
  readonly failingTests: string;
  readonly problems: string;
  readonly firstErrors: string;
  readonly qualityGate: string;
  readonly findings: string;
  readonly timeline: string;
  readonly differences: string;
  readonly logOf: Sentence;
  readonly rollback: string;
  readonly rolledBack: string;
  readonly notRolledBack: string;
  readonly condition: (metric: string, actual: string, comparator: string, threshold: string) => string;
  readonly notStarted: Sentence;
  readonly timedOut: Sentence;
  readonly failedIn: (job: string, step: string) => string;
  readonly more: (count: number) => string;
  readonly leftOut: (count: number) => string;
  readonly alerts: (open: number, resolved: number) => string;
  /** Alerts that this mail has no room for. */
  readonly alertsCut: (count: number) => string;
  readonly alertsLater: (count: number) => string;
  readonly severities: Readonly<Record<'critical' | 'warning' | 'info', string>>;
  readonly alertStates: Readonly<Record<'new' | 'again' | 'resolved', string>>;
  /** What cluster-alerts says in its rules and of containers. */
  readonly ofRules: Sentence;
  readonly seen: (count: number, first: string, last: string) => string;
  readonly footer: string;
}

const en: Words = {
  states: {
    success: (job) => `${job} succeeded`,
    unstable: (job) => `${job} is unstable`,
    failure: (job) => `${job} failed`,
    cancelled: (job) => `${job} was cancelled`,
  },
  changes: {
    'still-failing': (job) => `${job} still fails`,
    'still-unstable': (job) => `${job} is still unstable`,
    fixed: (job) => `${job} is fixed`,
  },
  ...{ service: 'Service', environment: 'Environment', tag: 'Tag', repository: 'Repository', branch: 'Branch' },
  ...{ commit: 'Commit', committedBy: 'Committed by', startedBy: 'Started by', before: 'The run before' },
  beforeStates: { success: 'succeeded', unstable: 'was unstable', failure: 'failed' },
  ...{ openLog: 'Open the log', log: 'Log', failingTests: 'Failing tests', problems: 'What was reported' },
  ...{ firstErrors: 'First errors', qualityGate: 'Quality gate', findings: 'Cause', timeline: 'Timeline' },
  differences: 'Different from the version before',
  logOf: (what) => `Log of ${what}`,
  rollback: 'Rollback',
  rolledBack: 'The revision before was restored, and serves.',
  notRolledBack: 'Nothing was rolled back: what failed is still deployed.',
  condition: (metric, actual, comparator, threshold) => `${metric} is ${actual}, allowed ${comparator} ${threshold}`,
  notStarted: (job) => `${job} could not start its steps`,
  timedOut: (job) => `${job} ran longer than its time limit`,
  failedIn: (job, step) => `${job}: step "${step}" failed`,
  more: (count) => `and ${count} more`,
  leftOut: (count) => `${count} more would have got this mail; max-recipients left them out.`,
  alerts: (open, resolved) =>
    [open > 0 ? `${open} ${open === 1 ? 'alert' : 'alerts'}` : '', resolved > 0 ? `${resolved} resolved` : '']
      .filter((part) => part !== '')
      .join(', '),
  alertsCut: (count) =>
    `${count} more ${count === 1 ? 'is' : 'are'} not shown, for a service has room for ten; the summary of the run has all.`,
  alertsLater: (count) => `${count} more ${count === 1 ? 'follows' : 'follow'} with the next run.`,
  severities: { critical: 'critical', warning: 'warning', info: 'info' },
  alertStates: { new: 'new', again: 'again', resolved: 'resolved' },
  ofRules: (sentence) => sentence,
  seen: (count, first, last) => `${count} ×, ${first === last ? last : `${first} to ${last}`}`,
  footer: 'Sent by slipway.',
};

const zh: Words = {
  states: {
    success: (job) => `${job} 成功`,
    unstable: (job) => `${job} 不稳定`,
    failure: (job) => `${job} 失败`,
    cancelled: (job) => `${job} 已取消`,
  },
  changes: {
    'still-failing': (job) => `${job} 仍然失败`,
    'still-unstable': (job) => `${job} 仍不稳定`,
    fixed: (job) => `${job} 已恢复正常`,
  },
  ...{ service: '服务', environment: '环境', tag: '镜像标签', repository: '代码仓库', branch: '分支' },
  ...{ commit: '提交', committedBy: '提交者', startedBy: '触发者', before: '上一次运行' },
  beforeStates: { success: '成功', unstable: '不稳定', failure: '失败' },
  ...{ openLog: '查看日志', log: '日志', failingTests: '失败的测试', problems: '报告的问题' },
  ...{ firstErrors: '最先出现的错误', qualityGate: '质量门禁', findings: '原因', timeline: '时间线' },
  differences: '与上一版本的差异',
  logOf: (what) => `${what} 的日志`,
  rollback: '回滚',
  rolledBack: '已恢复到上一个版本，服务正常。',
  notRolledBack: '没有回滚：失败的版本仍处于部署状态。',
  condition: (metric, actual, comparator, threshold) => `${metric} 为 ${actual}，要求 ${comparator} ${threshold}`,
  notStarted: (job) => `${job} 未能开始执行`,
  timedOut: (job) => `${job} 运行超时`,
  failedIn: (job, step) => `${job}：步骤“${step}”失败`,
  more: (count) => `另有 ${count} 项`,
  leftOut: (count) => `另有 ${count} 人本应收到此邮件，因 max-recipients 限制未发送。`,
  alerts: (open, resolved) =>
    [open > 0 ? `${open} 条告警` : '', resolved > 0 ? `${resolved} 条已恢复` : '']
      .filter((part) => part !== '')
      .join('，'),
  alertsCut: (count) => `另有 ${count} 条告警未显示（每个服务最多显示十条）；完整列表见本次运行的摘要。`,
  alertsLater: (count) => `另有 ${count} 条告警将在下次运行时发送。`,
  severities: { critical: '严重', warning: '警告', info: '提示' },
  alertStates: { new: '新出现', again: '仍在持续', resolved: '已恢复' },
  ofRules: ruleInChinese,
  seen: (count, first, last) => `${count} 次，${first === last ? last : `${first} 至 ${last}`}`,
  footer: '由 slipway 发送。',
};

export const words: Readonly<Record<Language, Words>> = { en, zh };
