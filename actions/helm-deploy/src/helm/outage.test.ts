import { expect, test } from 'vitest';
import { isOutage } from './outage.ts';

const refused = 'dial tcp 127.0.0.1:9: connect: connection refused';

test.each([
  [`Error: Kubernetes cluster unreachable: Get "https://127.0.0.1:9/version": ${refused}`, true, true],
  [
    `Error: query: failed to query with labels: Get "https://127.0.0.1:9/api/v1/namespaces/it/secrets": EOF`,
    true,
    false,
  ],
  [
    `Error: UPGRADE FAILED: Get "https://127.0.0.1:9/apis/apps/v1/namespaces/it/deployments/web": ${refused}`,
    true,
    false,
  ],
  ['Error: Post "https://127.0.0.1:9/api": http2: client connection force closed via ClientConn.Close', true, false],
  [
    'Error: Get "https://127.0.0.1:9/api": http2: server sent GOAWAY and closed the connection; ErrCode=NO_ERROR',
    true,
    false,
  ],
  ['Error: release: not found', false, false],
  ['Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress', false, false],
])('%s', (stderr, question, change) => {
  expect(isOutage(stderr, 'question')).toBe(question);
  expect(isOutage(stderr, 'change')).toBe(change);
});
