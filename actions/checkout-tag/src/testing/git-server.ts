import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveLfs } from './lfs-server.ts';

export interface GitServer {
  readonly url: string;
  /** `METHOD path` of each request, and the authorization it came with. */
  readonly requests: { readonly line: string; readonly authorization: string }[];
  /** Answers the next requests with this status instead of asking git. */
  fail(status: number, times: number): void;
  close(): Promise<void>;
}

/** Serves the repositories below `root` with git's own HTTP server, LFS too; with a token, to those who have it. */
export async function serveGit(root: string, token = ''): Promise<GitServer> {
  const requests: { line: string; authorization: string }[] = [];
  const failures: number[] = [];
  const server = createServer((request, response) => {
    const authorization = request.headers.authorization ?? '';
    requests.push({ line: `${request.method} ${request.url}`, authorization });
    const failure = failures.shift();
    if (failure !== undefined) response.writeHead(failure).end();
    else if (token !== '' && passwordOf(authorization) !== token) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    } else void serveLfs(root, request, response).then((isLfs) => isLfs || backend(root, request, response));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fail: (status, times) => void failures.push(...Array<number>(times).fill(status)),
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

function passwordOf(authorization: string): string {
  return Buffer.from(authorization.replace(/^basic /i, ''), 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
}

/** Speaks CGI (RFC 3875) with `git http-backend`. */
function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://server');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_CONFIG_KEY_1: 'uploadpack.allowFilter',
      GIT_CONFIG_VALUE_1: 'true',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => {});
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const headers = head
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(/: (.*)/));
    const status = headers.find(([name]) => name === 'Status')?.[1];
    for (const [name, value] of headers) if (name && value && name !== 'Status') response.setHeader(name, value);
    response.writeHead(Number.parseInt(status ?? '200', 10));
    response.write(head.subarray(end + 4));
  });
  child.on('close', () => response.end());
}
