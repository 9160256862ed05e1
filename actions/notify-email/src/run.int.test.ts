import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { environment, mails } from '@slipway/lab';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { startBundle } from '../../../test/built/start.ts';
import { closeMailHost, received, send, sendTo, usual } from './testing/send.ts';

afterEach(closeMailHost);

test('the bundle mails through a server that wants a login and STARTTLS', async () => {
  const { SMTP_URL = '', SMTP_CA = '', MAIL_URL = '' } = await environment();
  const inputs = {
    ...usual,
    'smtp-security': 'as-given',
    'connection-url': SMTP_URL,
    recipients: 'developers',
    authors: 'Ben Example <ben@example.com>',
    reason: 'because',
  };
  const { exitCode, outputs, log } = await startBundle('notify-email', inputs, {
    NODE_EXTRA_CA_CERTS: SMTP_CA,
    GITHUB_RUN_NUMBER: '7',
  });
  expect(exitCode, log).toBe(0);
  expect(outputs.get('sent')).toBe('true');
  expect(outputs.get('recipients')).toBe('team@example.com\nben@example.com');
  // Others mail to this server at the same time.
  const mail = (await mails()).find(({ headers }) => headers['message-id'] === outputs.get('message-id'));
  expect(mail).toMatchObject({ subject: "FAILED: Job 'bss.index [7]'", to: ['team@example.com', 'ben@example.com'] });
  expect(await (await fetch(`${MAIL_URL}/${mail?.id}`)).text()).toContain('because');
  expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(new URL(SMTP_URL).password);
});

test('a certificate that nobody vouched for is refused', async () => {
  const { SMTP_URL = '' } = await environment();
  const { result, warnings } = await send({ 'connection-url': SMTP_URL, 'smtp-security': 'as-given' });
  expect(result).toMatchObject({ sent: false });
  expect(warnings[0]).toMatch(/The certificate of the mail server 127\.0\.0\.1:\d+ is not trusted/);
});

test('a state that nobody wants to know sends nothing and asks no server', async () => {
  expect(await send({ status: 'success' })).toEqual({
    result: { sent: false, trigger: 'success', change: 'unknown' },
    warnings: [],
    infos: ['No mail: the state is success, mailed is failure'],
  });
});

test('without a server the job goes on with a warning, or fails by choice', async () => {
  const { result, warnings } = await send({});
  expect(result).toMatchObject({ sent: false });
  expect(warnings).toEqual(['No mail was sent. No mail server is given\nSet connection-url or smtp-host.']);
  expect((await send({ 'fail-on-error': 'true' })).result).toMatchObject({ code: 'no-mail-server' });
});

test('a server that is not ready is asked again, with the same Message-ID', async () => {
  let attempts = 0;
  const { result } = await sendTo({
    onMailFrom(_, __, done) {
      attempts += 1;
      done(attempts === 1 ? Object.assign(new Error('try again later'), { responseCode: 451 }) : null);
    },
  });
  expect(result).toMatchObject({ sent: true });
  expect(attempts).toBe(2);
  expect(received()).toHaveLength(1);
});

test.each<[string, SMTPServerOptions, Record<string, string>, RegExp]>([
  [
    'refuses the login',
    { disabledCommands: ['STARTTLS'], allowInsecureAuth: true, onAuth: (_, __, done) => done(new Error('no')) },
    { username: 'ci', password: 'wrong' },
    /refuses the login of "ci"/,
  ],
  ['offers no STARTTLS', {}, { 'smtp-security': 'starttls' }, /offers no STARTTLS/],
  ['speaks no TLS', {}, { 'smtp-security': 'tls' }, /does not speak TLS from the start/],
  [
    'refuses every recipient',
    { onRcptTo: (_, __, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })) },
    {},
    /does not take the mail\n.*no such user/,
  ],
])('a server that %s is named in one sentence', async (_, options, given, sentence) => {
  const { result, warnings } = await sendTo(options, given);
  expect(result).toMatchObject({ sent: false });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(sentence);
  expect(warnings[0]).not.toContain('wrong\n');
});

test('who is refused alone is said, the others get the mail', async () => {
  const { result, warnings } = await sendTo(
    {
      onRcptTo: ({ address }, _, done) =>
        done(address.startsWith('gone') ? Object.assign(new Error('gone'), { responseCode: 550 }) : null),
    },
    { to: 'team@example.com, gone@example.com' },
  );
  expect(result).toMatchObject({ sent: true, recipients: ['team@example.com'] });
  expect(warnings).toEqual(['The mail server does not take gone@example.com (550 gone)']);
});

test('a server that never answers ends with the time', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  try {
    const port = String((silent.address() as AddressInfo).port);
    const { warnings } = await send({ 'smtp-host': '127.0.0.1', 'smtp-port': port, timeout: '100ms' });
    expect(warnings[0]).toContain(`No answer from the mail server 127.0.0.1:${port}`);
  } finally {
    silent.close();
  }
});

test('files of the workspace are attached; links out of it and missing ones are left out with a warning', async () => {
  const { result, warnings } = await sendTo(
    {},
    { attachments: 'report.txt, link, ../../etc/passwd, none' },
    { 'report.txt': 'attached text' },
  );
  expect(result).toMatchObject({ sent: true });
  expect(received()[0]?.source).toContain('filename=report.txt');
  expect(warnings.map((warning) => /"(.+?)"/.exec(warning)?.[1])).toEqual(['link', '../../etc/passwd', 'none']);
});

test("a body of the caller's own is sent as it is", async () => {
  await sendTo({}, { subject: 'Hello\r\nBcc: x@example.com', body: '- done' });
  expect(received()[0]?.source).toContain('Subject: Hello Bcc: x@example.com');
  expect(received()[0]?.source).toContain('- done');
  expect(received()[0]?.to).toEqual(['team@example.com']);
});

test('mails of one branch refer to one thread, and a repeated mail has the Message-ID of the first', async () => {
  const about = async (ref: string, id: string, given: Record<string, string> = {}) => {
    const environment = { GITHUB_REPOSITORY: 'shop/bss.index', GITHUB_REF: ref, GITHUB_RUN_ID: id };
    await sendTo({}, given, {}, environment);
    const source = received().at(-1)?.source ?? '';
    const header = (name: string) => new RegExp(`^${name}: (.*)\\r$`, 'm').exec(source)?.[1];
    return { id: header('Message-ID'), thread: header('References'), answered: header('In-Reply-To') };
  };
  const first = await about('refs/heads/main', '1');
  expect(first.thread).toMatch(/^<\w{32}@example\.com>$/);
  expect(first.answered).toBe(first.thread);
  expect(await about('refs/heads/main', '1')).toEqual(first);
  const next = await about('refs/heads/main', '2');
  expect([next.thread, next.id === first.id]).toEqual([first.thread, false]);
  expect((await about('refs/heads/feature', '3')).thread).not.toBe(first.thread);
  expect(await about('refs/heads/main', '1', { thread: 'false' })).toEqual({ id: first.id });
});
