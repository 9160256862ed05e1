import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

// git over HTTP: `git http-backend`, the CGI program that comes with git, behind a check of the token.
// Takes GIT_ROOT, GIT_PORT and GIT_TOKEN from the environment.

const { GIT_ROOT = '', GIT_PORT = '', GIT_TOKEN = '' } = process.env;

/** GitHub takes a token as the password of any user, and as a bearer token. */
function isAllowed(request: IncomingMessage): boolean {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return value === GIT_TOKEN;
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(value, 'base64').toString()) ?? [];
  return scheme.toLowerCase() === 'basic' && password === GIT_TOKEN;
}

/** A path as it is meant; one that is no encoded path stays what it is, and no repository has it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (!isAllowed(request)) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="lab"' }).end('a token is wanted\n');
    return;
  }
  const [pathname = '/', query = ''] = (request.url ?? '/').split('?');
  // GitHub serves owner/name as well as owner/name.git.
  const path = pathname.replace(/^\/([^/]+\/[^/]+?)(\.git)?(?=\/)/, '/$1.git');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: GIT_ROOT,
      GIT_HTTP_EXPORT_ALL: '1',
      // Repositories made by tests of another user would be refused otherwise.
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      REMOTE_USER: 'lab',
      REQUEST_METHOD: request.method,
      PATH_INFO: decoded(path),
      QUERY_STRING: query,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      ...(request.headers['content-encoding'] === undefined
        ? {}
        : { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] }),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  backend.stdin.on('error', () => {});
  backend.once('error', (error) => response.writeHead(500).end(`${error.message}\n`));
  request.pipe(backend.stdin);
  response.on('close', () => backend.kill());
  forwardAnswer(backend.stdout, response);
}

/** A CGI answer: header lines, an empty line, the body; the status is a header. */
function forwardAnswer(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  output.on('data', (chunk: Buffer) => {
    if (response.headersSent) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    let status = 200;
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(/:\s*(.*)/s);
      if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status);
    response.write(head.subarray(end + 4));
  });
  output.on('end', () => {
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}

createServer(serve).listen(Number(GIT_PORT), '127.0.0.1');
