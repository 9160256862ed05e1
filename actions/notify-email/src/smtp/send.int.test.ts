import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { newCertificate } from '../testing/certificate.ts';
import { type MailHost, openMailHost } from '../testing/mail-host.ts';
import { openRoughHost } from '../testing/rough-host.ts';
import type { Message } from './message.ts';
import { sendMessage } from './send.ts';
import type { MailServer } from './server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const at = (address: string) => ({ name: '', address });
const message: Message = {
  ...{ from: at('ci@example.com'), to: [at('ada@example.com'), at('ben@example.com')], cc: [], bcc: [] },
  ...{ replyTo: undefined, subject: 'FAILED', text: 'It failed\n', html: '<p>It failed</p>' },
  ...{ messageId: '<id@example.com>', thread: '<thread@example.com>', attachments: [] },
};

async function deliver(port: number, server: Partial<MailServer> = {}, given: Partial<Message> = {}, timeout = 5000) {
  const said: string[] = [];
  const options = {
    timeout,
    signal: new AbortController().signal,
    say: (line: string) => void said.push(line),
    pause: 10,
  };
  const plain = { host: '127.0.0.1', port, security: 'none', username: '', password: '', ca: '' } as const;
  return { ...(await sendMessage({ ...plain, ...server }, { ...message, ...given }, options)), said };
}

async function open(options: SMTPServerOptions): Promise<MailHost> {
  const host = await openMailHost(options);
  closing.push(host.close);
  return host;
}

const no = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
const messageIds = (host: MailHost) => host.mails.map(({ source }) => /^Message-ID: (.*)$/m.exec(source)?.[1]?.trim());

describe('not now', () => {
  test('said of one recipient, the others get the mail, and that one later the same mail', async () => {
    let asked = 0;
    const host = await open({
      onRcptTo({ address }, _, done) {
        if (address === 'ben@example.com') asked += 1;
        done(address === 'ben@example.com' && asked < 3 ? no(450, 'greylisted') : null);
      },
    });
    const { accepted, refused, said } = await deliver(host.port);
    expect([accepted, refused]).toEqual([['ada@example.com', 'ben@example.com'], []]);
    expect(host.mails.map(({ to }) => to)).toEqual([['ada@example.com'], ['ben@example.com']]);
    expect(messageIds(host)).toEqual(['<id@example.com>', '<id@example.com>']);
    expect(host.mails[1]?.source).toContain('To: ada@example.com, ben@example.com');
    expect(said).toHaveLength(2);
  });

  test('said of one recipient for ever, the others have the mail once, and it is told who has not', async () => {
    const host = await open({
      onRcptTo: ({ address }, _, done) => done(address.startsWith('ben') ? no(450, 'mailbox busy') : null),
    });
    const { accepted, refused } = await deliver(host.port);
    expect(accepted).toEqual(['ada@example.com']);
    expect(refused).toEqual(['ben@example.com (450 mailbox busy)']);
    expect(host.mails).toHaveLength(1);
  });

  test.each(['onConnect', 'onMailFrom', 'onRcptTo', 'onData'] as const)(
    'said at %s, it is asked again',
    async (where) => {
      let asked = 0;
      const host = await open({
        [where]: (...args: unknown[]) => {
          asked += 1;
          const done = args.at(-1) as (error?: Error | null) => void;
          if (where === 'onData')
            (args[0] as NodeJS.ReadableStream).resume().on('end', () => done(asked < 2 ? no(451, 'later') : null));
          else done(asked < 2 ? no(421, 'later') : null);
        },
      });
      expect((await deliver(host.port, {}, { to: [at('ada@example.com')] })).accepted).toEqual(['ada@example.com']);
      expect(asked).toBeGreaterThan(1);
    },
  );

  test('said to the end is an error, in one sentence', async () => {
    const host = await open({ onMailFrom: (_, __, done) => done(no(451, 'disk full')) });
    await expect(deliver(host.port)).rejects.toMatchObject({
      code: 'mail-refused',
      headline: `The mail server 127.0.0.1:${host.port} does not take the mail`,
      reason: expect.stringContaining('451 disk full'),
    });
  });
});

test('a final no is not asked again', async () => {
  let asked = 0;
  const host = await open({
    onData(stream, _, done) {
      asked += 1;
      stream.resume().on('end', () => done(no(554, 'spam')));
    },
  });
  await expect(deliver(host.port)).rejects.toMatchObject({ code: 'mail-refused', reason: '554 spam' });
  expect(asked).toBe(1);
});

test.each(['MAIL', 'RCPT', 'content'] as const)(
  'a connection that breaks at %s is made again, and the mail arrives once',
  async (breaksAt) => {
    const host = await openRoughHost((connection) => (connection === 1 ? { breaksAt } : {}));
    closing.push(host.close);
    const { accepted, said } = await deliver(host.port);
    expect(accepted).toHaveLength(2);
    expect([host.connections(), host.mails.length, said.length]).toEqual([2, 1, 1]);
  },
);

test('a mail whose answer was lost comes again under the same Message-ID', async () => {
  const host = await openRoughHost((connection) => (connection === 1 ? { breaksAt: 'end' } : {}));
  closing.push(host.close);
  await deliver(host.port);
  expect(host.mails.map((mail) => /^Message-ID: (.*)\r$/m.exec(mail)?.[1])).toEqual([
    '<id@example.com>',
    '<id@example.com>',
  ]);
});

test('a server that greets late and answers slowly gets the mail', async () => {
  const host = await openRoughHost(() => ({ greetingDelay: 700, delay: 100 }));
  closing.push(host.close);
  expect((await deliver(host.port)).accepted).toHaveLength(2);
});

test('a server that greets too late is named', async () => {
  const host = await openRoughHost(() => ({ greetingDelay: 60_000 }));
  closing.push(host.close);
  await expect(deliver(host.port, {}, {}, 100)).rejects.toMatchObject({ code: 'mail-server-unreachable' });
});

describe('encryption', () => {
  test.each(['starttls', 'tls'] as const)(
    '%s with a certificate of its own works with its ca, and not without',
    async (security) => {
      const { cert, key } = await newCertificate();
      const host = await open({ cert, key, secure: security === 'tls', disabledCommands: [] });
      expect((await deliver(host.port, { security, ca: cert })).accepted).toHaveLength(2);
      await expect(deliver(host.port, { security })).rejects.toMatchObject({ code: 'mail-certificate-refused' });
    },
  );

  test('starttls is no offer: a server without it gets nothing', async () => {
    const host = await open({});
    await expect(deliver(host.port, { security: 'starttls' })).rejects.toMatchObject({ code: 'mail-starttls-missing' });
    expect(host.mails).toEqual([]);
  });
});

describe('login', () => {
  test('a server that has none is said to have none, and gets no mail', async () => {
    const host = await open({ disabledCommands: ['STARTTLS', 'AUTH'] });
    await expect(deliver(host.port, { username: 'ci', password: 'secret' })).rejects.toMatchObject({
      code: 'mail-no-login',
      headline: `The mail server 127.0.0.1:${host.port} offers no login`,
    });
    expect(host.mails).toEqual([]);
  });

  test('a login that is refused for now is tried again', async () => {
    let asked = 0;
    const host = await open({
      allowInsecureAuth: true,
      onAuth(_, __, done) {
        asked += 1;
        done(asked === 1 ? no(454, 'temporary authentication failure') : null, { user: 'ci' });
      },
    });
    expect((await deliver(host.port, { username: 'ci', password: 'secret' })).accepted).toHaveLength(2);
  });

  const oauth2 = { accessToken: '', refreshToken: '', clientId: '', clientSecret: '', tokenUrl: '' };
  const openOAuth2 = () =>
    open({
      allowInsecureAuth: true,
      authMethods: ['XOAUTH2'],
      onAuth: ({ method, accessToken }, _, done) =>
        method === 'XOAUTH2' && accessToken === 'good'
          ? done(null, { user: 'ci' })
          : done(null, { data: { status: '401', schemes: 'bearer' } }),
    });

  test('an access token logs in; a wrong one is refused', async () => {
    const host = await openOAuth2();
    const login = (accessToken: string) => ({ username: 'ci@example.com', oauth2: { ...oauth2, accessToken } });
    expect((await deliver(host.port, login('good'))).accepted).toHaveLength(2);
    await expect(deliver(host.port, login('bad'))).rejects.toMatchObject({ code: 'mail-login-refused' });
  });

  test('a refresh token is turned into an access token; a refused one is said', async () => {
    const asked: string[] = [];
    const tokens = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push(body);
        const isGood = body.includes('refresh_token=renew');
        response.writeHead(isGood ? 200 : 400, { 'content-type': 'application/json' });
        response.end(JSON.stringify(isGood ? { access_token: 'good', expires_in: 3600 } : { error: 'invalid_grant' }));
      });
    });
    await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
    closing.push(() => tokens.close());
    const tokenUrl = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
    const host = await openOAuth2();
    const login = (refreshToken: string) => ({
      username: 'ci@example.com',
      oauth2: { ...oauth2, refreshToken, clientId: 'client', clientSecret: 'hidden', tokenUrl },
    });
    expect((await deliver(host.port, login('renew'))).accepted).toHaveLength(2);
    expect(asked[0]).toContain('client_id=client');
    await expect(deliver(host.port, login('old'))).rejects.toMatchObject({
      code: 'mail-token-refused',
      reason: expect.stringContaining('invalid_grant'),
    });
  });
});

test('mails of one branch are of one thread', async () => {
  const host = await open({});
  await deliver(host.port);
  expect(host.mails[0]?.source).toMatch(/^References: <thread@example.com>\r$/m);
  expect(host.mails[0]?.source).toMatch(/^In-Reply-To: <thread@example.com>\r$/m);
});
