import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { environment, mails, refusedMails } from '@slipway/lab';
import { describe, expect, test } from 'vitest';
import { send } from './testing/send.ts';

// The lab's mail server: with STARTTLS, with TLS from the start, and with a greeting that takes its time. To recipients at
// rough.example it behaves badly.

const lab = await environment();
const ca = await readFile(lab.SMTP_CA ?? '', 'utf8');

async function mailTo(
  to: string,
  more: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) {
  const from = `ci-${randomBytes(6).toString('hex')}@example.com`;
  const given = { from, to, ca, 'connection-url': lab.SMTP_URL ?? '', 'smtp-security': 'as-given', ...more };
  const { result, warnings, infos } = await send(given, files);
  const taken = (await mails()).filter((mail) => mail.from === from);
  const refused = (await refusedMails()).filter((mail) => mail.from === from);
  return {
    result,
    warnings: warnings.join('\n'),
    taken: taken.map((mail) => mail.to),
    modes: refused.map(({ mode }) => mode),
    repeats: infos.filter((line) => line.endsWith('trying again')).length,
    /** Of those that came so far as to have one. */
    messageIds: new Set([
      ...taken.map(({ headers }) => headers['message-id'] ?? ''),
      ...refused.map(({ messageId }) => messageId).filter((id) => id !== ''),
    ]),
  };
}

describe.concurrent('a recipient whom the server', () => {
  test('does not know is named, and the others get the mail', async () => {
    const { result, warnings, taken } = await mailTo('team@example.com, unknown@rough.example');
    expect(result).toMatchObject({ sent: true });
    expect(warnings).toContain('unknown@rough.example');
    expect(taken).toEqual([['team@example.com']]);
  });
  test('does not know, and who is the only one, is an error by choice', async () => {
    const { result, taken, modes } = await mailTo('unknown@rough.example', { 'fail-on-error': 'true' });
    expect(String(result)).toContain('5.1.1 No such user here');
    expect([taken, modes]).toEqual([[], ['unknown']]);
  });
  test('asks to come again gets the mail a moment later, and nobody gets two', async () => {
    const { result, taken, modes, messageIds } = await mailTo('team@example.com, later-once@rough.example');
    expect(result).toMatchObject({ sent: true, recipients: ['team@example.com', 'later-once@rough.example'] });
    expect(taken).toEqual([['team@example.com'], ['later-once@rough.example']]);
    expect([modes, messageIds.size]).toEqual([['later'], 1]);
  });
  test('asks to come again for ever is asked four times, and the others have one mail', async () => {
    const { result, warnings, taken, modes, repeats } = await mailTo('team@example.com, later@rough.example');
    expect(result).toMatchObject({ sent: true, recipients: ['team@example.com'] });
    expect(warnings).toBe('The mail server does not take later@rough.example (450 4.2.0 Greylisted, come again)');
    expect(taken).toEqual([['team@example.com']]);
    expect([modes, repeats]).toEqual([['later', 'later', 'later', 'later'], 3]);
  });
  test('has no room for is told in the words of the server', async () => {
    const { result, warnings, taken, modes } = await mailTo('full@rough.example');
    expect(result).toMatchObject({ sent: false });
    expect(warnings).toContain('5.2.2 Mailbox full');
    expect([taken, modes]).toEqual([[], ['full']]);
  });
  test('is slow about gets the mail', async () => {
    const { result, taken } = await mailTo('slow@rough.example');
    expect(result).toMatchObject({ sent: true });
    expect(taken).toEqual([['slow@rough.example']]);
  });
});

describe.concurrent('a server that', () => {
  // More than the buffers of both ends hold, so that it breaks while the mail is being written.
  const large = { 'report.txt': 'x'.repeat(9_000_000) };

  test.each([
    ['breaks off in the middle of a mail', 'breaks-off', large],
    ['hangs up after a mail', 'hangs-up', {}],
  ] as const)('%s gets it again under its Message-ID, and takes it once', async (_, mode, files) => {
    const to = `team@example.com, ${mode}-once@rough.example`;
    const attachments = Object.keys(files).join();
    const { result, taken, modes, messageIds, repeats } = await mailTo(to, { attachments }, files);
    expect(result).toMatchObject({ sent: true, 'message-id': [...messageIds].join() });
    expect(taken).toEqual([['team@example.com', `${mode}-once@rough.example`]]);
    expect([modes, repeats]).toEqual([[mode], 1]);
  });

  test.each([
    ['breaks off each time', 'breaks-off', large],
    ['hangs up each time', 'hangs-up', {}],
  ] as const)('%s is asked four times with one Message-ID, and the job goes on', async (_, mode, files) => {
    const attachments = Object.keys(files).join();
    const { result, warnings, taken, modes, messageIds } = await mailTo(
      `${mode}@rough.example`,
      { attachments },
      files,
    );
    expect(result).toMatchObject({ sent: false });
    expect(warnings).toMatch(/^No mail was sent\. No answer from the mail server 127\.0\.0\.1:\d+\n/);
    expect([taken, modes, messageIds.size]).toEqual([[], [mode, mode, mode, mode], 1]);
  });

  test('takes three seconds to greet is waited for', async () => {
    const { result, warnings, taken, repeats } = await mailTo('team@example.com', {
      'connection-url': lab.SMTP_SLOW_URL ?? '',
    });
    expect(result).toMatchObject({ sent: true });
    expect([warnings, taken, repeats]).toEqual(['', [['team@example.com']], 0]);
  });

  test('takes longer to greet than the timeout is one error', async () => {
    const { result, warnings, taken, repeats } = await mailTo('team@example.com', {
      'connection-url': lab.SMTP_SLOW_URL ?? '',
      timeout: '1s',
      'fail-on-error': 'true',
    });
    expect(result).toMatchObject({
      code: 'mail-server-unreachable',
      headline: `No answer from the mail server ${new URL(lab.SMTP_SLOW_URL ?? '').host}`,
    });
    expect([warnings, taken, repeats]).toEqual(['', [], 3]);
  });

  test('speaks TLS from the start gets the mail where its authority is known', async () => {
    const { result, taken } = await mailTo('team@example.com', { 'connection-url': lab.SMTPS_URL ?? '' });
    expect(result).toMatchObject({ sent: true });
    expect(taken).toEqual([['team@example.com']]);
  });

  test.each([
    ['speaks TLS from the start, whose authority is not known, gets none', { ca: '' }, 'mail-certificate-refused'],
    [
      'speaks STARTTLS where TLS from the start is wanted gets none',
      { 'connection-url': (lab.SMTP_URL ?? '').replace('smtp:', 'smtps:') },
      'mail-no-tls',
    ],
  ])('%s', async (_, given, code) => {
    const url = { 'connection-url': lab.SMTPS_URL ?? '', 'fail-on-error': 'true' };
    const { result, taken, repeats } = await mailTo('team@example.com', { ...url, ...given });
    expect(result).toMatchObject({ code });
    expect([taken, repeats]).toEqual([[], 0]);
  });
});
