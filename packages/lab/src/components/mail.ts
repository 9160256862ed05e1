import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from '../component.ts';
import { authority, serverCertificate } from '../machine/certificates.ts';
import { inLab } from '../machine/folders.ts';
import { answers, type PortName, port, requireFree } from '../machine/ports.ts';
import { running, startDetached, until } from '../machine/processes.ts';
import type { RoughMode } from '../servers/rough-recipients.ts';
import { requirePackages } from '../tools/apt.ts';

/** A mail that the lab's server took. */
export interface Mail {
  readonly id: string;
  /** Addresses of the envelope: who really gets it. */
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Path of the mail as it came, which mail programs open. */
  readonly file: string;
}

/** A mail that the lab's server did not take: once for each try. */
export interface RefusedMail {
  readonly mode: RoughMode;
  readonly from: string;
  /** Addresses that were refused, or all of the envelope where the mail itself was. */
  readonly to: readonly string[];
  /** Empty where the mail did not come so far. */
  readonly messageId: string;
}

/** Below the folder of the mails. */
export const refusedFile = 'refused.jsonl';

/** Not a secret: it guards a mail server that delivers nothing. */
const login = { username: 'slipway', password: 'lab-mail-password' } as const;
const folder = () => inLab('mail');
const urlOf = (scheme: 'smtp' | 'smtps', name: PortName) =>
  `${scheme}://${login.username}:${login.password}@127.0.0.1:${port(name)}`;
const smtpUrl = () => urlOf('smtp', 'smtp');
const ports = ['smtp', 'smtps', 'smtpSlow', 'mail'] as const;
const page = () => `http://127.0.0.1:${port('mail')}`;

/** A mail server that wants a login, speaks STARTTLS and on another port TLS, delivers nothing and shows what it got. */
export const mail: Component = {
  name: 'mail',
  needs: [],
  processes: ['mail'],
  own: { variable: 'SMTP_URL', ours: smtpUrl, with: ['SMTP_CA', 'SMTP_SECURITY', 'NOTIFY_FROM', 'NOTIFY_TO'] },
  address: () => `smtp://127.0.0.1:${port('smtp')}, ${page()}`,

  async check() {
    if (!(await running('mail'))) await requireFree(...ports);
  },

  async up(progress) {
    if (await running('mail')) return;
    await progress.step(`mail: start on 127.0.0.1:${port('smtp')}, shown on ${page()}`, async () => {
      await requirePackages(['openssl']);
      await mkdir(folder(), { recursive: true });
      const certificate = await serverCertificate('mail', ['IP:127.0.0.1', 'DNS:localhost']);
      await startDetached('mail', process.execPath, [join(import.meta.dirname, '../servers/mail-server.ts')], {
        env: {
          MAIL_FOLDER: folder(),
          MAIL_SMTP_PORT: String(port('smtp')),
          MAIL_SMTPS_PORT: String(port('smtps')),
          MAIL_SMTP_SLOW_PORT: String(port('smtpSlow')),
          MAIL_PAGE_PORT: String(port('mail')),
          MAIL_USERNAME: login.username,
          MAIL_PASSWORD: login.password,
          MAIL_CERTIFICATE: certificate.certificate,
          MAIL_KEY: certificate.key,
        },
      });
      await until('mail', () => mail.isReady(), 15);
    });
  },

  isReady: async () => (await Promise.all(ports.map((name) => answers(port(name))))).every((isOpen) => isOpen),

  environment: async () => ({
    SMTP_URL: smtpUrl(),
    SMTPS_URL: urlOf('smtps', 'smtps'),
    SMTP_SLOW_URL: urlOf('smtp', 'smtpSlow'),
    SMTP_CA: authority().certificate,
    MAIL_URL: page(),
  }),
};

/** The mails that came, oldest first. */
export async function mails(): Promise<Mail[]> {
  const files = (await readdir(folder()).catch(() => [])).filter((file) => file.endsWith('.json')).sort();
  // One that was cleared in between is no more.
  const texts = await Promise.all(files.map((file) => readFile(join(folder(), file), 'utf8').catch(() => undefined)));
  return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as Mail]));
}

/** The mails that were not taken, in the order in which they were tried. */
export async function refusedMails(): Promise<RefusedMail[]> {
  const text = await readFile(join(folder(), refusedFile), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as RefusedMail);
}

/** Forgets the mails that came, and those that were refused. The folder stays: another mail may be on its way into it. */
export async function clearMails(): Promise<void> {
  const files = await readdir(folder()).catch(() => []);
  await Promise.all(
    files.filter((file) => /\.(jsonl?|eml)$/.test(file)).map((file) => rm(join(folder(), file), { force: true })),
  );
}
