import type { Report } from '../mail/model.ts';
import type { Trouble } from '../pipeline/troubles.ts';

const usual: Report = {
  ...{ language: 'en', state: 'failure', change: 'first-failure', previous: 'success', runNumber: '42' },
  subject: "FAILED: Job 'bss.index build [42]'",
  jobName: 'bss.index build',
  runUrl: 'https://github.example.com/shop/bss.index/actions/runs/7',
  repository: 'shop/bss.index',
  branch: 'main',
  commit: '3f1c2ab9d0e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8',
  commitUrl: 'https://github.example.com/shop/bss.index/commit/3f1c2ab9d0e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8',
  ...{ app: 'bss.index', env: '', tag: '3f1c2ab.20260711-0930', reason: '', actor: 'jane-doe', overflow: 0 },
  committers: ['Jane Doe', '李伟'],
  rolledBack: undefined,
  ...{ details: [], conditions: [], diagnosis: [], troubles: [], alerts: [], alertsLater: 0 },
};

const buildTrouble: Trouble = {
  ...{ job: 'build / bss.index', url: '', conclusion: 'failure', step: 'Compile and test', hasStarted: true },
  ...{ hasTimedOut: false, isTold: true },
  annotations: [
    {
      level: 'failure',
      title: 'Test failed: CheckoutTest.appliesTheVoucherOnce',
      message: 'expected: <90.00> but was: <81.00>',
      path: 'src/test/java/shop/CheckoutTest.java',
      line: 57,
    },
    {
      level: 'failure',
      title: 'Test failed: CheckoutTest.refusesAnExpiredVoucher',
      message: 'java.time.DateTimeException: Invalid value for MonthOfYear (valid values 1 - 12): 13',
      path: 'src/test/java/shop/CheckoutTest.java',
      line: 71,
    },
    {
      ...{ level: 'failure', title: 'maven-build: tests-failed', path: '.github', line: 1 },
      message: '2 of 214 tests failed',
    },
  ],
  log: [],
};

const deployment: Partial<Report> = {
  subject: "FAILED: Job 'bss.index deploy to stage [18]'",
  jobName: 'bss.index deploy to stage',
  env: 'stage',
  reason: 'bss.index 3f1c2ab.20260711-0930 on stage: container "app" exits 1: DB_URL is not set',
  rolledBack: true,
  diagnosis: [
    {
      sentence: 'container "app" exits 1 again and again (4 restarts): DB_URL is not set',
      object: 'Pod/index-7d4b9c6f5-x2x8k',
      probes: [],
      events: [
        '09:31:02 Scheduled: assigned bss-stage/index-7d4b9c6f5-x2x8k to node-3',
        '09:31:09 Pulled: image 3f1c2ab.20260711-0930 in 6.1 s',
        '09:31:12 BackOff: restarting failed container app, 4 times in 2 minutes',
      ],
      log: [
        'INFO  Starting IndexApplication v2.8.0 using Java 21',
        'INFO  The following profile is active: stage',
        'ERROR Application run failed',
        'java.lang.IllegalStateException: DB_URL is not set',
        '    at shop.index.Database.connect(Database.java:31)',
      ],
      timeline: ['0.4 s: Deployment/index: 1 new and 2 available of 2, 2 old'],
      differences: [
        'Deployment/index spec.template.spec.containers[app].image: bss.index:9d2e8f1 → bss.index:3f1c2ab',
        'ConfigMap/index-app-config data.app.yml: changed',
      ],
    },
  ],
};

const at = (time: string) => `2026-07-11T${time}:00Z`;
const alert = {
  app: 'bss.index',
  namespace: 'bss-prod',
  message: '',
  severity: 'warning',
  count: 1,
  hint: '',
  state: 'new',
} as const;

/** A report of every kind of mail, as a team may get it; the pictures in the documents are made of these. */
export const reports = {
  build: { ...usual, troubles: [buildTrouble] },
  gate: {
    ...usual,
    ...{ state: 'unstable', change: 'first-unstable', subject: "UNSTABLE: Job 'bss.index build [42]'" },
    reason: 'The quality gate failed',
    conditions: [
      { metric: 'new_coverage', comparator: 'LT', threshold: '80', actual: '63.5', isGood: false },
      { metric: 'new_violations', comparator: 'GT', threshold: '0', actual: '3', isGood: false },
      { metric: 'new_duplicated_lines_density', comparator: 'GT', threshold: '3', actual: '0.4', isGood: true },
    ],
  },
  deployment: { ...usual, ...deployment },
  'deployment-zh': { ...usual, ...deployment, language: 'zh', change: 'still-failing', previous: 'failure' },
  fixed: {
    ...usual,
    ...{ state: 'success', change: 'fixed', previous: 'failure', subject: "FIXED: Job 'bss.index build [43]'" },
  },
  'not-started': {
    ...usual,
    ...{ jobName: 'bss.index deploy to dev', env: 'dev', previous: 'unknown', change: 'unknown' },
    committers: [],
    troubles: [
      {
        ...buildTrouble,
        ...{ job: 'deploy / bss.index to dev', step: '', hasStarted: false, annotations: [] },
      },
    ],
  },
  digest: {
    ...usual,
    ...{ jobName: 'prod cluster', subject: 'ALERT: prod cluster: 3 alerts, 1 resolved', previous: 'unknown', app: '' },
    ...{ tag: '', repository: 'shop/operations', commit: '', committers: [], actor: '', change: 'unknown' },
    alerts: [
      {
        ...{ ...alert, cause: 'Container out of memory', severity: 'critical', count: 7 },
        message: 'container "app" was killed at its limit of 512Mi',
        ...{ firstSeen: at('09:02'), lastSeen: at('09:28') },
        hint: 'Raise resources.limits.memory, or look for a leak: compare the heap with the day before.',
      },
      {
        ...{
          ...alert,
          cause: 'Readiness probe fails',
          state: 'again',
          count: 12,
          firstSeen: at('09:03'),
          lastSeen: at('09:29'),
        },
        hint: 'The pod gets no traffic while this lasts.',
      },
      {
        ...{ ...alert, app: 'bss.menu', cause: 'Cannot be scheduled', severity: 'critical', count: 3 },
        message: '0/6 nodes are available: 6 Insufficient cpu',
        ...{ firstSeen: at('09:11'), lastSeen: at('09:29'), hint: 'Lower its requests or add a node.' },
      },
      {
        ...{ ...alert, app: 'node-3', namespace: '', cause: 'Node under disk pressure', state: 'resolved', count: 2 },
        ...{ firstSeen: at('08:15'), lastSeen: at('08:40') },
      },
    ],
  },
} as const satisfies Readonly<Record<string, Report>>;

export const plainReport = usual;
