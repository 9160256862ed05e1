import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { Mail } from '../components/mail.ts';
import { servePage } from './mail-page.ts';
import { meetContent, meetRecipient } from './rough-recipients.ts';

// The lab's mail server: keeps each mail as <id>.eml and <id>.json, and shows them on a page. To recipients at rough.example
// it behaves badly. Settings: MAIL_*.

const setting = (name: string) => process.env[`MAIL_${name}`] ?? '';
const folder = setting('FOLDER');
let count = 0;

const smtp = new SMTPServer({
  banner: 'slipway lab',
  key: readFileSync(setting('KEY')),
  cert: readFileSync(setting('CERTIFICATE')),
  authMethods: ['PLAIN', 'LOGIN'],
  // Clients that may not use TLS (smtp-security: none) can log in too.
  allowInsecureAuth: true,
  onAuth({ username, password }, _, done) {
    const isKnown = username === setting('USERNAME') && password === setting('PASSWORD');
    done(isKnown ? null : new Error('Authentication credentials invalid'), isKnown ? { user: username } : undefined);
  },
  onRcptTo(address, session, done) {
    meetRecipient(address, session).then(
      () => done(),
      (error: Error) => done(error),
    );
  },
  onData(stream, session, done) {
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo.map(({ address }) => address);
    // A client that leaves in the middle of a mail must not end the server.
    Promise.all([meetContent(to), buffer(stream)])
      .then(async ([what, source]) => {
        if (what === 'hang up') return hangUp(session.id);
        await keep(source, mailFrom ? mailFrom.address : '', to);
      })
      .then(
        () => done(),
        (error: Error) => done(error),
      );
  },
});

/** Without an answer: whoever sent the mail cannot know whether it was taken. */
function hangUp(session: string): void {
  for (const connection of smtp.connections) if (connection.id === session) connection._socket.destroy();
}

async function keep(source: Buffer, from: string, to: readonly string[]): Promise<void> {
  const parsed = await simpleParser(source);
  count += 1;
  const id = `${Date.now()}-${String(count).padStart(4, '0')}`;
  const file = join(folder, `${id}.eml`);
  const mail: Mail = {
    id,
    from,
    to,
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || '',
    headers: Object.fromEntries(
      parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
    ),
    file,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(file, source);
  // Renamed, so that a reader never sees half of it.
  await writeFile(join(folder, `${id}.draft`), JSON.stringify(mail));
  await rename(join(folder, `${id}.draft`), join(folder, `${id}.json`));
}

smtp.on('error', (error) => console.error(error.message));
smtp.listen(Number(setting('SMTP_PORT')), '127.0.0.1');
servePage(Number(setting('PAGE_PORT')));
