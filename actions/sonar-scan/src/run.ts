import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Result } from '@slipway/findings';
import { proxyFor, proxyLogin } from '@slipway/http';
import type { Context } from '@slipway/runner';
import { SonarFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { scopeOf } from './scanner/branch.ts';
import { chooseScanner } from './scanner/choose.ts';
import { scannerEnvironment } from './scanner/environment.ts';
import { scan } from './scanner/scan.ts';
import { makeTrustStore } from './scanner/trust-store.ts';
import { conditionSentence, type GateStatus, gateStatus } from './server/gate.ts';
import { checkServer, type SonarServer } from './server/sonarqube.ts';
import { waitForGate } from './server/wait.ts';
import { summarizeGate } from './summary.ts';

export interface Outputs {
  readonly result: Result;
  readonly 'quality-gate-status': GateStatus;
  readonly 'quality-gate-result'?: string;
  readonly 'dashboard-url': string;
  readonly 'task-id': string;
}

/** Checks server and scanner, scans, and waits for the gate. */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const deadline = context.now().getTime() + inputs.timeout;
  const folder = findFolder(inputs.projectBaseDir, context.workspace);
  const server = serverOf(inputs, context);
  const scanner = await chooseScanner(inputs, folder, context);
  const { version, edition } = await checkServer(server);
  context.log.info(`SonarQube ${version} ${edition} at ${server.url}, scanner ${scanner.program}`);
  const scope = scopeOf(edition, context.github, context.env.GITHUB_BASE_REF ?? '', [
    ...inputs.mavenArgs,
    ...inputs.args,
  ]);
  const trustStore = server.ca === '' ? '' : await makeTrustStore(server.ca, context);
  const proxy = proxyFor(server.url);
  if (proxy?.password) context.mask(proxyLogin(proxy).password);
  const connection = { url: server.url, token: server.token, version, proxy, trustStore };
  const env = { ...scannerEnvironment(context.env, connection), ...scanner.variables };

  const report = await context.log.group('Scan', () => scan({ scanner, folder, scope, env }, inputs, context));
  const known = { 'dashboard-url': report.dashboardUrl, 'task-id': report.taskId };
  if (!inputs.waitForQualityGate) return { result: 'success', 'quality-gate-status': 'NONE', ...known };

  const { status, conditions = [] } = await context.log.group('Wait for the quality gate', () =>
    waitForGate(server, report.taskId, deadline, context),
  );
  const gate = gateStatus(status);
  const result = JSON.stringify(conditions);
  const summary = summarizeGate(gate, conditions, report.dashboardUrl);
  if (gate !== 'FAILED') {
    if (gate === 'NONE') context.log.warning(noGate, { title: 'sonar-scan: no quality gate' });
    else context.log.info(`Quality gate: ${gate}`);
    await context.summary(summary);
    return { result: 'success', 'quality-gate-status': gate, 'quality-gate-result': result, ...known };
  }
  const headline = 'The quality gate failed';
  const reason = conditions
    .filter((condition) => condition.status === 'ERROR')
    .map(conditionSentence)
    .join('\n');
  const outputs = { 'quality-gate-status': gate, 'quality-gate-result': result, ...known };
  if (inputs.failOnQualityGate) {
    throw new SonarFailure({
      code: 'quality-gate-failed',
      headline,
      reason,
      ...(report.dashboardUrl === '' ? {} : { advice: `See ${report.dashboardUrl}` }),
      summary,
      outputs: { result: 'failure', ...outputs },
    });
  }
  context.log.warning(`${headline}\n${reason}`, { title: 'sonar-scan: unstable' });
  await context.summary(summary);
  return { result: 'unstable', ...outputs };
}

/** SonarQube's own word for it is the status NONE. */
const noGate =
  'The server has no quality gate for the project, so nothing was judged: set one, or a default for all projects.';

function findFolder(given: string, workspace: string): string {
  const folder = resolve(workspace, given);
  const within = relative(workspace, folder);
  if (within.startsWith('..') || isAbsolute(within) || !existsSync(folder)) {
    throw new SonarFailure({
      code: 'bad-input',
      headline: `Bad input: project-base-dir: "${given}" given; allowed: a folder that exists below the workspace`,
    });
  }
  return folder;
}

/** The names of the variables are those that everybody has as secrets already. */
function serverOf(inputs: Inputs, context: Context): SonarServer {
  const url = (inputs.hostUrl || context.env.SONAR_HOST_URL || '').replace(/\/+$/, '');
  const token = inputs.token || context.env.SONAR_TOKEN || '';
  if (url === '') {
    throw new SonarFailure({
      code: 'bad-input',
      headline:
        'Bad input: host-url: not given, and SONAR_HOST_URL is not set; allowed: the address of a SonarQube server',
    });
  }
  if (token !== '') context.mask(token);
  return { url, token, ca: context.env.SONAR_ROOT_CERT ?? '', signal: context.signal };
}
