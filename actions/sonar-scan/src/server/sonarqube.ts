import { type Answer, HttpFailure, request } from '@slipway/http';
import { SonarFailure } from '../failure.ts';
import type { Condition } from './gate.ts';

export interface SonarServer {
  readonly url: string;
  readonly token: string;
  /** PEM of its certificate authority; empty takes the system's. */
  readonly ca: string;
  readonly signal: AbortSignal;
}

/** State of the analysis on the server (`/api/ce/task`). */
export interface Task {
  readonly status: 'PENDING' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILED' | 'CANCELED';
  readonly analysisId?: string;
  readonly errorMessage?: string;
  readonly warnings?: readonly string[];
}

export interface ProjectStatus {
  readonly status: 'OK' | 'WARN' | 'ERROR' | 'NONE';
  readonly conditions?: readonly Condition[];
}

/** What the server is. */
export interface ServerKind {
  readonly version: string;
  /** community, developer, enterprise or datacenter; empty when the server does not say. */
  readonly edition: string;
}

/**
 * Finds out before the scan whether it can work: the server is up and takes the token.
 * @throws {SonarFailure} `sonar-unreachable`, `sonar-not-ready`, `sonar-login-refused`
 */
export async function checkServer(server: SonarServer): Promise<ServerKind> {
  const { status, version } = (await get(server, '/api/system/status')).json() as { status?: string; version?: string };
  if (status !== 'UP') {
    throw new SonarFailure({
      code: 'sonar-not-ready',
      headline: `SonarQube at ${server.url} is ${status ?? 'in an unknown state'}, not UP`,
      advice: 'Wait until it has started, or look at its administration pages.',
    });
  }
  const { valid } = (await get(server, '/api/authentication/validate')).json() as { valid?: boolean };
  if (valid !== true) throw loginRefused(server);
  return { version: version ?? 'unknown', edition: await findEdition(server) };
}

/** The page's own request: no other route tells the edition to a token that may only analyse. */
async function findEdition(server: SonarServer): Promise<string> {
  const answer = await get(server, '/api/navigation/global').catch((error: unknown) => {
    if (error instanceof SonarFailure) return undefined;
    throw error;
  });
  return (answer?.json() as { edition?: string } | undefined)?.edition ?? '';
}

export async function findTask(server: SonarServer, id: string): Promise<Task> {
  const answer = await get(server, `/api/ce/task?id=${encodeURIComponent(id)}`);
  return (answer.json() as { task: Task }).task;
}

export async function projectStatus(server: SonarServer, analysisId: string): Promise<ProjectStatus> {
  const answer = await get(server, `/api/qualitygates/project_status?analysisId=${encodeURIComponent(analysisId)}`);
  return (answer.json() as { projectStatus: ProjectStatus }).projectStatus;
}

async function get(server: SonarServer, path: string): Promise<Answer> {
  // Basic with the token as user works on every version; 9.9 refuses Bearer.
  const authorization = `Basic ${Buffer.from(`${server.token}:`).toString('base64')}`;
  const options = {
    headers: server.token === '' ? {} : { authorization },
    signal: server.signal,
    ...(server.ca === '' ? {} : { ca: server.ca }),
  };
  const answer = await request(`${server.url}${path}`, options).catch((error: unknown) => {
    if (!(error instanceof HttpFailure)) throw error;
    throw new SonarFailure({
      code: 'sonar-unreachable',
      headline: `No answer from SonarQube at ${server.url}`,
      ...(error.reason === undefined ? {} : { reason: error.reason }),
      advice:
        'Check host-url, and that this runner can reach it; SONAR_ROOT_CERT holds the certificate of an authority of your own.',
      cause: error,
    });
  });
  if (answer.status === 401 || answer.status === 403) throw loginRefused(server);
  if (answer.status !== 200 || !isJson(answer)) {
    throw new SonarFailure({
      // A proxy's 502, and a server that starts again.
      code: answer.status >= 500 ? 'sonar-unreachable' : 'sonar-error',
      headline: `SonarQube at ${server.url} answers ${answer.status} to ${path.split('?')[0]}`,
      reason: errorsOf(answer),
    });
  }
  return answer;
}

function loginRefused(server: SonarServer): SonarFailure {
  return new SonarFailure({
    code: 'sonar-login-refused',
    headline: `SonarQube at ${server.url} ${server.token === '' ? 'wants a token, and none is given' : 'refuses the token'}`,
    advice: 'Set token (or SONAR_TOKEN) to one that may analyse the project and has not expired.',
  });
}

/** Whether it is an object: a proxy may say that it is JSON and send half of it. */
function isJson(answer: Answer): boolean {
  try {
    const content = answer.json();
    return typeof content === 'object' && content !== null;
  } catch {
    return false;
  }
}

/** SonarQube explains itself as `{"errors":[{"msg":"…"}]}`. */
function errorsOf(answer: Answer): string {
  if (!isJson(answer))
    return `The answer is no JSON, but ${JSON.stringify(answer.text().slice(0, 200))}; is this a SonarQube server?`;
  const { errors = [] } = answer.json() as { errors?: { msg: string }[] };
  return errors.map(({ msg }) => msg).join('\n') || answer.text().slice(0, 500);
}
