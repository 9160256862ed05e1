import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { secondLab } from '../testing/second-lab.ts';

Object.assign(process.env, await secondLab());
const { clearMails, down, environment, mails, refusedMails, up } = await import('../index.ts');

let env: Record<string, string>;
beforeAll(async () => {
  await up(['mail'], { log: () => {} });
  env = await environment();
});
beforeEach(() => clearMails());
afterAll(async () => {
  await down({ log: () => {} });
  await rm(dirname(process.env.SLIPWAY_LAB ?? ''), { recursive: true });
});

interface Login {
  readonly user?: string;
  readonly pass?: string;
}

async function send(options: object, { user, pass }: Login = {}, message: object = {}) {
  const url = new URL(env.SMTP_URL ?? '');
  const auth = { user: user ?? url.username, pass: pass ?? url.password };
  const transport = nodemailer.createTransport({ host: url.hostname, port: Number(url.port), auth, ...options });
  return transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'Hello', text: 'hi', ...message });
}

test('STARTTLS is offered with a certificate that the lab’s authority signed', async () => {
  await send({ requireTLS: true, tls: { ca: await readFile(env.SMTP_CA ?? '') } });
  expect(await mails()).toHaveLength(1);
});

test('TLS from the start has a port of its own, with the same certificate and login', async () => {
  const { hostname: host, port, protocol } = new URL(env.SMTPS_URL ?? '');
  expect(protocol).toBe('smtps:');
  const tls = { ca: await readFile(env.SMTP_CA ?? '') };
  await send({ host, port, secure: true, tls });
  expect(await mails()).toHaveLength(1);
  await expect(send({ host, port, secure: true })).rejects.toThrow(/self-signed|unable to verify|unable to get/);
  await expect(send({ host, port, secure: true, tls }, { pass: 'wrong' })).rejects.toMatchObject({ responseCode: 535 });
  expect(await mails()).toHaveLength(1);
});

test('a greeting that takes its time comes after three seconds', async () => {
  const { hostname: host, port } = new URL(env.SMTP_SLOW_URL ?? '');
  await expect(send({ host, port, ignoreTLS: true, greetingTimeout: 2000 })).rejects.toThrow(/Greeting/);
  await send({ host, port, ignoreTLS: true, greetingTimeout: 20_000 });
  expect(await mails()).toHaveLength(1);
});

describe('to rough.example', () => {
  // The whole of it is in no buffer.
  const attachments = [{ filename: 'report.txt', content: 'x'.repeat(9_000_000) }];
  const sendTo = (to: string, message: object = {}) =>
    send(
      { ignoreTLS: true },
      {},
      { from: `${to.split('@')[0]}@example.com`, to, messageId: '<7@example.com>', ...message },
    );

  test.each([
    ['later', { responseCode: 450 }, ''],
    ['unknown', { responseCode: 550 }, ''],
    ['full', { responseCode: 552 }, '<7@example.com>'],
    ['hangs-up', { code: 'ECONNECTION' }, '<7@example.com>'],
    ['breaks-off', {}, '<7@example.com>'],
  ])('%s is refused each time, with -once the first time only, and noted', async (mode, error, messageId) => {
    const message = mode === 'breaks-off' ? { attachments } : {};
    for (const _ of [1, 2]) await expect(sendTo(`${mode}@rough.example`, message)).rejects.toMatchObject(error);
    await expect(sendTo(`${mode}-once@rough.example`, message)).rejects.toMatchObject(error);
    expect(await mails()).toEqual([]);
    await sendTo(`${mode}-once@rough.example`, message);
    expect((await mails()).map(({ to }) => to)).toEqual([[`${mode}-once@rough.example`]]);
    const noted = (name: string) => ({ mode, from: `${name}@example.com`, to: [`${name}@rough.example`], messageId });
    expect(await refusedMails()).toEqual([noted(mode), noted(mode), noted(`${mode}-once`)]);
  });
});

test('a client that does not know the authority refuses the certificate', async () => {
  await expect(send({ requireTLS: true })).rejects.toThrow(/self-signed|unable to verify|unable to get/);
  expect(await mails()).toEqual([]);
});

test('a login without TLS is taken: smtp-security none is a setting users have', async () => {
  await send({ ignoreTLS: true });
  expect(await mails()).toHaveLength(1);
});

test.each([
  ['a wrong password', { pass: 'wrong' }],
  ['a user that is not known', { user: 'nobody' }],
])('%s is refused with 535', async (_, login) => {
  await expect(send({ ignoreTLS: true }, login)).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
  expect(await mails()).toEqual([]);
});

test('without a login nothing is taken', async () => {
  await expect(send({ ignoreTLS: true, auth: undefined })).rejects.toMatchObject({ responseCode: 530 });
  expect(await mails()).toEqual([]);
});

test('a mail is kept as it came and as data, with all recipients of the envelope', async () => {
  const message = { cc: 'c@example.com', bcc: 'd@example.com', html: '<b>hé</b>', headers: { 'X-Run': '7' } };
  await send({ ignoreTLS: true }, {}, { ...message, subject: 'FAILED: Job ‹ü›' });
  const [mail] = await mails();
  expect(mail).toMatchObject({ from: 'a@example.com', subject: 'FAILED: Job ‹ü›', text: 'hi' });
  expect(mail?.to).toEqual(['b@example.com', 'c@example.com', 'd@example.com']);
  expect(mail?.headers['x-run']).toBe('7');
  expect(mail?.html).toContain('<b>hé</b>');
  expect(await readFile(mail?.file ?? '', 'utf8')).toMatch(/^X-Run: 7\r$/m);
});

test('mails are listed oldest first, in the same order by the page', async () => {
  for (const subject of ['one', 'two', 'three']) await send({ ignoreTLS: true }, {}, { subject });
  expect((await mails()).map(({ subject }) => subject)).toEqual(['one', 'two', 'three']);
  expect(await (await fetch(`${env.MAIL_URL}/mails.json`)).json()).toEqual(await mails());
});

test('the page escapes what a mail says, and lets its HTML run nothing', async () => {
  await send({ ignoreTLS: true }, {}, { subject: '<script>a</script>', html: '<script>b</script>' });
  const [mail] = await mails();
  for (const path of ['/', `/${mail?.id}`]) {
    const text = await (await fetch(`${env.MAIL_URL}${path}`)).text();
    expect(text, path).not.toContain('<script>');
    expect(text, path).toContain('script&#62;a');
  }
  const part = await fetch(`${env.MAIL_URL}/${mail?.id}/html`);
  expect(part.headers.get('content-security-policy')).toMatch(/^sandbox/);
  expect(part.headers.get('content-security-policy')).not.toContain('allow-scripts');
  expect((await fetch(`${env.MAIL_URL}/none`)).status).toBe(404);
});

test('a client that leaves in the middle of a mail leaves no mail and a server that goes on', async () => {
  const { port, username, password } = new URL(env.SMTP_URL ?? '');
  const login = Buffer.from(`\0${username}\0${password}`).toString('base64');
  const lines = ['EHLO x', `AUTH PLAIN ${login}`, 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA'];
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('data', (answer) => {
      // The last line of an answer has a space after its code.
      if (!/^\d{3} .*\r\n$/m.test(answer.toString())) return;
      const next = lines.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
      else socket.end('Subject: half', () => socket.destroy());
    });
    socket.once('close', () => resolve());
  });
  await send({ ignoreTLS: true }, {}, { subject: 'whole' });
  expect((await mails()).map(({ subject }) => subject)).toEqual(['whole']);
});
