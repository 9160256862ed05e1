import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { keepMail, noteRefused } from './mail-folder.ts';
import { servePage } from './mail-page.ts';
import { breaksOff, meetContent, meetRecipient, Refusal } from './rough-recipients.ts';

// The lab's mail server: keeps each mail and shows them on a page. It listens three times: with STARTTLS, with TLS from the
// start, and with a greeting that takes its time. To recipients at rough.example it behaves badly. Settings: MAIL_*.

const setting = (name: string) => process.env[`MAIL_${name}`] ?? '';
const folder = setting('FOLDER');
/** Milliseconds before the greeting of the slow one. */
const greetingDelay = 3000;

const usual: SMTPServerOptions = {
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
  onRcptTo({ address }, session, done) {
    const { from } = envelopeOf(session);
    answer(
      meetRecipient(address, from).catch((error) => refuse(error, from, [address])),
      done,
    );
  },
  onData(stream, session, done) {
    answer(take(stream, session), done);
  },
};

const servers = [
  { options: {}, port: setting('SMTP_PORT') },
  { options: { secure: true }, port: setting('SMTPS_PORT') },
  {
    options: { onConnect: (_: unknown, done: () => void) => void sleep(greetingDelay).then(done) },
    port: setting('SMTP_SLOW_PORT'),
  },
].map(({ options, port }) => {
  const server = new SMTPServer({ ...usual, ...options });
  server.on('error', (error) => console.error(error.message));
  server.listen(Number(port), '127.0.0.1');
  return server;
});
servePage(Number(setting('PAGE_PORT')));

function answer(work: Promise<void>, done: (error?: Error | null) => void): void {
  // A client that leaves in the middle of a mail must not end the server.
  work.then(
    () => done(),
    (error: Error) => done(error),
  );
}

function envelopeOf({ envelope }: SMTPServerSession) {
  const { mailFrom, rcptTo } = envelope;
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
}

async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const { from, to } = envelopeOf(session);
  if (breaksOff(to, from)) {
    const [beginning] = (await once(stream, 'data')) as [Buffer];
    stream.on('error', () => {}).resume();
    await noteRefused(folder, { mode: 'breaks-off', from, to }, beginning.toString());
    return hangUp(session);
  }
  const reading = buffer(stream);
  const [what, source] = await Promise.all([meetContent(to, from), reading]).catch(async (error) =>
    refuse(error, from, to, (await reading).toString()),
  );
  if (what === 'take') return keepMail(folder, source, from, to);
  await noteRefused(folder, { mode: 'hangs-up', from, to }, source.toString());
  hangUp(session);
}

async function refuse(error: unknown, from: string, to: readonly string[], source?: string): Promise<never> {
  if (error instanceof Refusal) await noteRefused(folder, { mode: error.mode, from, to }, source);
  throw error;
}

/** Without an answer: whoever sent the mail cannot know whether it was taken. */
function hangUp({ id }: SMTPServerSession): void {
  for (const { connections } of servers)
    for (const connection of connections) if (connection.id === id) connection._socket.destroy();
}
