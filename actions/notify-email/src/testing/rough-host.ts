import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';

/** How a connection, counted from 1, goes wrong. */
export interface Roughness {
  /** Milliseconds before the greeting. */
  readonly greetingDelay?: number;
  /** Milliseconds before every answer. */
  readonly delay?: number;
  /** Breaks the connection at this word, such as DATA or the mail's own MAIL. */
  readonly breaksAt?: 'greeting' | 'MAIL' | 'RCPT' | 'content' | 'end';
}

export interface RoughHost {
  readonly port: number;
  readonly connections: () => number;
  /** Mails that were taken whole. */
  readonly mails: string[];
  close(): void;
}

/** A mail server that behaves as no SMTP library lets one: it breaks connections in the middle, and is slow. */
export async function openRoughHost(
  roughness: (connection: number) => Roughness,
  /** TLS from the start; then there is a login too, which takes any password. */
  certificate?: { readonly cert: string; readonly key: string },
): Promise<RoughHost> {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const take = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    // The end of a connection that either side breaks.
    serve(socket, roughness(connections), mails).catch(() => {});
  };
  // As mail servers do. Otherwise the greeting after a TLS handshake waits 40 ms, until the client has acknowledged what came before.
  const noDelay = true;
  const server = certificate ? createTlsServer({ ...certificate, noDelay }, take) : createServer({ noDelay }, take);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    mails,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function serve(socket: Socket, rough: Roughness, mails: string[]): Promise<void> {
  const { greetingDelay = 0, delay = 0, breaksAt } = rough;
  await sleep(greetingDelay);
  socket.write('220 rough ESMTP\r\n');
  if (breaksAt === 'greeting') return void socket.destroy();
  let unread = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    unread += chunk.toString();
    if (breaksAt === 'content' && unread.includes('Subject:')) return void socket.destroy();
    for (let end = endOf(unread); end > 0; end = endOf(unread)) {
      const [part, rest] = [unread.slice(0, end), unread.slice(end)];
      unread = rest;
      const isContent = part.endsWith('\r\n.\r\n');
      const word = part.slice(0, 4).toUpperCase();
      if (isContent) mails.push(part);
      if (word === breaksAt || (isContent && breaksAt === 'end')) return void socket.destroy();
      await sleep(delay);
      socket.write(isContent ? '250 taken\r\n' : (answers[word] ?? '250 ok\r\n'));
    }
  }
}

const answers: Readonly<Record<string, string>> = {
  EHLO: '250-rough\r\n250 AUTH PLAIN\r\n',
  AUTH: '235 welcome\r\n',
  DATA: '354 go on\r\n',
  QUIT: '221 bye\r\n',
};

/** End of the first command or, after DATA, of the mail; 0 when it is not there yet. */
function endOf(text: string): number {
  const isCommand = /^(EHLO|HELO|MAIL|RCPT|AUTH|DATA|QUIT|RSET|NOOP)\b/i.test(text);
  const mark = isCommand ? '\r\n' : '\r\n.\r\n';
  const at = text.indexOf(mark);
  return at === -1 ? 0 : at + mark.length;
}
