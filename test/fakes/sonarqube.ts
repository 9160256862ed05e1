import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A fake of the SonarQube routes that sonar-scan asks, answering as SonarQube 26.9 was seen to: a real server takes a
// gigabyte and minutes. `npm run test:sonar` runs the action against a real one.

export interface FakeSonarQube {
  readonly url: string;
  /** Paths that were asked, in order. */
  readonly asked: string[];
  close(): void;
}

export interface SonarQubeBehaviour {
  readonly token?: string;
  readonly system?: string;
  readonly version?: string;
  readonly edition?: string;
  /** States of the task, one for each time it is asked for; the last one stays. `503` is no state, but a server that starts again. */
  readonly task?: readonly string[];
  readonly errorMessage?: string;
  readonly gate?: unknown;
  /** First path that the token is too old for: a token may expire while it is used. */
  readonly expiresAt?: string;
  /** Answers with half of what it should when it is asked for the task. */
  readonly isCutOff?: boolean;
  /** Answers with a page of another program. */
  readonly isAnotherServer?: boolean;
}

const passed = { status: 'OK', conditions: [], ignoredConditions: false, caycStatus: 'compliant' };

export const failedGate = {
  status: 'ERROR',
  conditions: [
    { status: 'ERROR', metricKey: 'coverage', comparator: 'LT', errorThreshold: '99', actualValue: '83.3' },
    { status: 'OK', metricKey: 'new_violations', comparator: 'GT', errorThreshold: '0', actualValue: '0' },
  ],
  ignoredConditions: false,
  period: { mode: 'PREVIOUS_VERSION', date: '2026-11-23T10:00:00+0000' },
  caycStatus: 'over-compliant',
};

/** What a server says of a project that no gate is set for, and that has no default. */
export const noGate = { status: 'NONE', conditions: [], ignoredConditions: false, caycStatus: 'non-compliant' };

export async function startSonarQube(behaviour: SonarQubeBehaviour = {}): Promise<FakeSonarQube> {
  const {
    token = 'sqa_0123456789abcdef',
    system = 'UP',
    version = '26.9.0.129388',
    edition = 'community',
    task = ['PENDING', 'IN_PROGRESS', 'SUCCESS'],
    gate = passed,
  } = behaviour;
  const asked: string[] = [];
  let tasksAsked = 0;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://sonar');
    asked.push(pathname);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (behaviour.isAnotherServer)
      return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome to nginx!</html>');
    if (pathname === '/api/system/status') return json(200, { id: 'x', version, status: system });
    const isKnown = request.headers.authorization === `Basic ${Buffer.from(`${token}:`).toString('base64')}`;
    if (pathname === '/api/authentication/validate') return json(200, { valid: isKnown });
    // Bad, unknown and expired tokens are all the same, without a body.
    if (!isKnown || pathname === behaviour.expiresAt) return response.writeHead(401).end();
    if (pathname === '/api/navigation/global') return json(200, { canAdmin: false, edition, version });
    if (pathname === '/api/qualitygates/project_status') return json(200, { projectStatus: gate });
    if (pathname !== '/api/ce/task') return json(404, { errors: [{ msg: `Unknown url : ${pathname}` }] });
    if (behaviour.isCutOff) return response.writeHead(200, { 'content-type': 'application/json' }).end('{"task":');
    const status = task[Math.min(tasksAsked, task.length - 1)];
    tasksAsked += 1;
    if (status === '503') return response.writeHead(503, { 'content-type': 'text/html' }).end('<html>Starting</html>');
    const done = status === 'SUCCESS' ? { analysisId: 'analysis-1' } : {};
    const error = status === 'FAILED' ? { errorMessage: behaviour.errorMessage } : {};
    return json(200, {
      task: { id: 'task-1', type: 'REPORT', status, ...done, ...error, warnings: [], infoMessages: [] },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}
