import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { secondLab } from '../testing/second-lab.ts';

Object.assign(process.env, await secondLab());
const { clearMails, down, environment, mails, up } = await import('../index.ts');

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
