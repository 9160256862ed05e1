import { expect, test } from 'vitest';
import type { Probe } from './objects.ts';
import { probeSettings, unmetConditions } from './probe.ts';

const settings = (probe: Probe) =>
  probeSettings({ metadata: { name: 'p' }, spec: { containers: [{ name: 'app', startupProbe: probe }] } }, 'app', text);
const text = 'Startup probe failed: HTTP probe failed with statuscode: 503';
const usual = 'every 10 s, 3 failures allowed, 1 s to answer, first after 0 s';

test.each<[Probe, string]>([
  [{ httpGet: { path: '/health', port: 8080 } }, `startup: GET /health on 8080, ${usual}`],
  [{ httpGet: { port: 'web', scheme: 'HTTPS' } }, `startup: GET / on web (HTTPS), ${usual}`],
  [{ tcpSocket: { port: 5432 } }, `startup: connection to 5432, ${usual}`],
  [{ grpc: { port: 9090 } }, `startup: gRPC on 9090, ${usual}`],
  [{ exec: { command: ['psql', '--password=x'] } }, `startup: command psql, ${usual}`],
  [
    { tcpSocket: { port: 1 }, periodSeconds: 5, failureThreshold: 1, timeoutSeconds: 2, initialDelaySeconds: 9 },
    'startup: connection to 1, every 5 s, 1 failure allowed, 2 s to answer, first after 9 s',
  ],
])('%j', (probe, expected) => {
  expect(settings(probe)).toEqual([expected]);
});

test('probes that nothing is said of are left out, and those of another container', () => {
  const containers = [
    { name: 'app', livenessProbe: { tcpSocket: { port: 1 } } },
    { name: 'db', startupProbe: {} },
  ];
  expect(probeSettings({ metadata: { name: 'p' }, spec: { containers } }, 'app', text)).toEqual([]);
});

test('conditions that are not met say their reason once', () => {
  const unready = { status: 'False', reason: 'ContainersNotReady', message: 'unready: [app]' } as const;
  const conditions = [
    { type: 'PodScheduled', status: 'True' } as const,
    { type: 'Ready', ...unready },
    { type: 'ContainersReady', ...unready },
    { type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized' } as const,
  ];
  expect(unmetConditions({ metadata: { name: 'p' }, status: { conditions } })).toEqual([
    'Ready: ContainersNotReady: unready: [app]',
    'Initialized: ContainersNotInitialized',
  ]);
});
