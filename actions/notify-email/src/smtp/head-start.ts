import { isIP, type Socket } from 'node:net';
import type { MailServer } from './server.ts';
import { trusted } from './trust.ts';

/** A connection that is made while the mail is still written: loading certificates and the handshake take their time. */
export interface HeadStart {
  /** The open connection, once; undefined when it is not there or did not work. Then the usual way tells why. */
  take(): Promise<Socket | undefined>;
  close(): void;
}

export const noHeadStart: HeadStart = { take: async () => undefined, close: () => {} };

/** How long to wait in milliseconds for a connection that is under way, before a new one is made. */
const patience = 500;

export function openHeadStart(server: MailServer): HeadStart {
  let socket: Socket | undefined;
  let isClosed = false;
  const opening = open(server, (made) => {
    socket = made;
    if (isClosed) made.destroy();
  }).catch(() => undefined);
  const close = () => {
    isClosed = true;
    socket?.destroy();
  };
  return {
    close,
    async take() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), patience);
      });
      const opened = await Promise.race([opening, late]);
      clearTimeout(timer);
      if (opened === undefined || opened.destroyed || !opened.readable) {
        close();
        return undefined;
      }
      return opened;
    },
  };
}

async function open(server: MailServer, made: (socket: Socket) => void): Promise<Socket> {
  const { host, port } = server;
  const isTls = server.security === 'tls';
  const socket = isTls
    ? (await import('node:tls')).connect({
        host,
        port,
        ...(isIP(host) ? {} : { servername: host }),
        ...trusted(server),
      })
    : (await import('node:net')).connect({ host, port });
  made(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once(isTls ? 'secureConnect' : 'connect', resolve);
  });
  // An error before nodemailer listens must not end the process.
  socket.on('error', () => {});
  return socket;
}
