import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { newCertificate } from '../testing/certificate.ts';
import { openMailHost } from '../testing/mail-host.ts';
import { openRoughHost } from '../testing/rough-host.ts';
import { openHeadStart } from './head-start.ts';
import type { Message } from './message.ts';
import { sendMessage } from './send.ts';
import type { MailServer } from './server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const at = (address: string) => ({ name: '', address });
const message: Message = {
  ...{ from: at('ci@example.com'), to: [at('ada@example.com')], cc: [], bcc: [], replyTo: undefined },
  ...{ subject: 'FAILED', text: 'It failed\n', html: '', messageId: '<id@example.com>', thread: '', attachments: [] },
};

/** Connects, lets time pass in which the mail would be written, at least until `isReady`, and sends. */
async function deliver(port: number, given: Partial<MailServer>, isReady = () => true) {
  const plain = { host: '127.0.0.1', port, security: 'none', username: '', password: '', ca: '' } as const;
  const server: MailServer = { ...plain, ...given };
  const headStart = openHeadStart(server);
  closing.push(() => headStart.close());
  do await sleep(200);
  while (!isReady());
  const options = { timeout: 60_000, signal: new AbortController().signal, say: () => {}, pause: 10, headStart };
  return sendMessage(server, message, options);
}

test('the connection that was made ahead is the one that is used', async () => {
  const host = await openRoughHost(() => ({}));
  closing.push(host.close);
  expect((await deliver(host.port, {}, () => host.connections() === 1)).accepted).toEqual(['ada@example.com']);
  expect([host.connections(), host.mails.length]).toEqual([1, 1]);
});

test.each(['tls', 'starttls'] as const)('with %s it is encrypted like any other', async (security) => {
  const { cert, key } = await newCertificate();
  let isSecure: boolean | undefined;
  const host = await openMailHost({
    ...{ cert, key, secure: security === 'tls', disabledCommands: [] },
    onMailFrom(_, session, done) {
      isSecure = session.secure;
      done();
    },
  });
  closing.push(host.close);
  expect((await deliver(host.port, { security, ca: cert })).accepted).toEqual(['ada@example.com']);
  expect(isSecure).toBe(true);
  await expect(deliver(host.port, { security })).rejects.toMatchObject({ code: 'mail-certificate-refused' });
  expect(host.mails).toHaveLength(1);
});

test('a connection that the server gave up meanwhile is made anew', async () => {
  const host = await openRoughHost((connection) => (connection === 1 ? { breaksAt: 'greeting' } : {}));
  closing.push(host.close);
  expect((await deliver(host.port, {}, () => host.connections() === 1)).accepted).toEqual(['ada@example.com']);
  expect(host.connections()).toBe(2);
});

test('a server that is not there is named as ever', async () => {
  await expect(deliver(9, {})).rejects.toMatchObject({ code: 'mail-server-unreachable' });
});

test('a connection that nobody takes is closed', async () => {
  const host = await openRoughHost(() => ({}));
  const headStart = openHeadStart({
    host: '127.0.0.1',
    port: host.port,
    security: 'none',
    username: '',
    password: '',
    ca: '',
  });
  headStart.close();
  await sleep(50);
  expect(await headStart.take()).toBeUndefined();
  host.close();
});
