import { createHash } from 'node:crypto';
import { type Answer, HttpFailure, request } from '@slipway/http';
import { zipSync } from 'fflate';
import { GitHubFailure } from './connection.ts';

/** Where the runner keeps files of a run. */
export interface ArtifactService {
  readonly url: string;
  /** Of the run: a JSON web token. */
  readonly token: string;
}

export interface Artifact {
  /** Unique in the run. */
  readonly name: string;
  /** Name of the file in it. */
  readonly fileName: string;
  readonly content: Uint8Array;
}

interface Ids {
  readonly workflow_run_backend_id: string;
  readonly workflow_job_run_backend_id: string;
}

/** The fourth version of the protocol: the artifact is a zip archive, as `actions/download-artifact` expects it. */
const version = 4;

/** Milliseconds for each request; what is uploaded has some megabytes. */
const patience = 60_000;

/**
 * Keeps a file with the run, as `actions/upload-artifact` does: Twirp calls in JSON before and after, Azure's block blobs
 * between. GitHub's own client of that service has 2 MB. False where the runner has no such service.
 * @throws {GitHubFailure} `github-unreachable`, `github-refused`
 */
export async function keepArtifact(
  { name, fileName, content }: Artifact,
  service: ArtifactService,
  signal: AbortSignal,
): Promise<boolean> {
  const archive = zipSync({ [fileName]: content });
  const ids = idsOf(service.token);
  const what = `The artifact "${name}"`;
  const call = (method: string, body: object) =>
    send(
      new URL(`/twirp/github.actions.results.api.v1.ArtifactService/${method}`, service.url).href,
      {
        method: 'POST',
        body: JSON.stringify({ ...ids, name, ...body }),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${service.token}` },
      },
      signal,
    );
  const made = await call('CreateArtifact', { version });
  if (made.status === 404) return false;
  // Protocol Buffers in JSON may have either spelling: GitHub answers with the first, act with the second.
  const { signed_upload_url, signedUploadUrl = signed_upload_url } = accepted(made, what);
  if (typeof signedUploadUrl !== 'string') throw refusal(what, made);
  await upload(signedUploadUrl, archive, what, signal);
  const hash = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
  accepted(await call('FinalizeArtifact', { size: String(archive.length), hash }), what);
  return true;
}

/** In one block and a list of it: the only way that stand-ins of GitHub's service know as well. */
async function upload(url: string, archive: Uint8Array, what: string, signal: AbortSignal): Promise<void> {
  const id = Buffer.from('0'.repeat(16)).toString('base64');
  const list = `<?xml version="1.0" encoding="utf-8"?><BlockList><Latest>${id}</Latest></BlockList>`;
  const put = async (query: string, body: Uint8Array | string, type: string) => {
    const address = `${url}${url.includes('?') ? '&' : '?'}${query}`;
    const answer = await send(address, { method: 'PUT', body, headers: { 'content-type': type } }, signal);
    if (!isGood(answer)) throw refusal(what, answer);
  };
  await put(`comp=block&blockid=${encodeURIComponent(id)}`, archive, 'application/octet-stream');
  await put('comp=blocklist', list, 'application/xml');
}

/** The run and the job as the service calls them; they are in the token's claims only. */
function idsOf(token: string): Ids {
  const scopes = scopesOf(token).map((scope) => scope.split(':'));
  const [, run, job] = scopes.find(([name, ...ids]) => name === 'Actions.Results' && ids.length === 2) ?? [];
  if (run !== undefined && job !== undefined) return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
  throw new GitHubFailure({
    code: 'github-refused',
    headline: 'The token of the run (ACTIONS_RUNTIME_TOKEN) names no run whose artifacts it opens',
  });
}

function scopesOf(token: string): string[] {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { scp?: unknown };
    return String(claims.scp ?? '').split(' ');
  } catch {
    return [];
  }
}

type Sent = Pick<Parameters<typeof request>[1] & object, 'method' | 'body' | 'headers'>;

async function send(url: string, sent: Sent, signal: AbortSignal): Promise<Answer> {
  try {
    return await request(url, { ...sent, timeout: patience, signal });
  } catch (cause) {
    if (!(cause instanceof HttpFailure)) throw cause;
    const { headline, reason } = cause;
    throw new GitHubFailure({
      code: 'github-unreachable',
      headline,
      ...(reason === undefined ? {} : { reason }),
      cause,
    });
  }
}

const isGood = ({ status }: Answer) => status >= 200 && status < 300;

function accepted(answer: Answer, what: string): Readonly<Record<string, unknown>> {
  const content = contentOf(answer);
  if (isGood(answer) && content.ok === true) return content;
  throw refusal(what, answer);
}

function refusal(what: string, answer: Answer): GitHubFailure {
  const { msg } = contentOf(answer);
  const isTaken = answer.status === 409;
  return new GitHubFailure({
    code: 'github-refused',
    headline: isTaken ? `${what} is there already` : `${what} is refused: the service answers ${answer.status}`,
    ...(typeof msg === 'string' && !isTaken ? { reason: msg } : {}),
  });
}

function contentOf(answer: Answer): Readonly<Record<string, unknown>> {
  try {
    const content = answer.json();
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
