import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { environment, mails } from '@slipway/lab';
import { describe, expect, test } from 'vitest';
import { send } from './testing/send.ts';

// The lab's server with login and STARTTLS, which behaves badly to recipients at rough.example.

const lab = await environment();
const ca = await readFile(lab.SMTP_CA ?? '', 'utf8');

async function mailTo(to: string, more: Readonly<Record<string, string>> = {}) {
  const from = `ci-${randomBytes(6).toString('hex')}@example.com`;
  const given = { from, to, ca, 'connection-url': lab.SMTP_URL ?? '', 'smtp-security': 'as-given', ...more };
  const { result, warnings } = await send(given);
  const taken = (await mails()).filter((mail) => mail.from === from);
  return { result, warnings: warnings.join('\n'), taken: taken.map((mail) => mail.to) };
}

describe('a recipient whom the server', () => {
  test('does not know is named, and the others get the mail', async () => {
    const { result, warnings, taken } = await mailTo('team@example.com, unknown@rough.example');
    expect(result).toMatchObject({ sent: true });
    expect(warnings).toContain('unknown@rough.example');
    expect(taken).toEqual([['team@example.com']]);
  });
  test('does not know, and who is the only one, is an error by choice', async () => {
    const { result, taken } = await mailTo('unknown@rough.example', { 'fail-on-error': 'true' });
    expect(String(result)).toContain('5.1.1 No such user here');
    expect(taken).toEqual([]);
  });
  test('asks to come again gets the mail a moment later, and nobody gets two', async () => {
    const { result, taken } = await mailTo('team@example.com, later-once@rough.example');
    expect(result).toMatchObject({ sent: true });
    expect(taken.flat().sort()).toEqual(['later-once@rough.example', 'team@example.com']);
  });
  test('has no room for is told in the words of the server', async () => {
    const { result, warnings, taken } = await mailTo('full@rough.example');
    expect(result).toMatchObject({ sent: false });
    expect(warnings).toContain('5.2.2 Mailbox full');
    expect(taken).toEqual([]);
  });
  test('is slow about gets the mail', async () => {
    const { result, taken } = await mailTo('slow@rough.example');
    expect(result).toMatchObject({ sent: true });
    expect(taken).toEqual([['slow@rough.example']]);
  });
});

test('a server that hangs up after the mail is asked no more than a few times, and the job goes on', async () => {
  const { result, warnings } = await mailTo('hangs-up@rough.example');
  expect(result).toMatchObject({ sent: false });
  expect(warnings).toContain('No mail was sent');
});
