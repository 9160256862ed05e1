import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { type Mail, type RefusedMail, refusedFile } from '../components/mail.ts';

let count = 0;

/** Keeps a mail as <id>.eml and <id>.json. */
export async function keepMail(folder: string, source: Buffer, from: string, to: readonly string[]): Promise<void> {
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

/** Notes a mail that was not taken: one line of JSON each. */
export async function noteRefused(folder: string, refused: Omit<RefusedMail, 'messageId'>, source = ''): Promise<void> {
  const messageId = /^Message-ID: *(.*?)\r?$/im.exec(source)?.[1] ?? '';
  await mkdir(folder, { recursive: true });
  await appendFile(join(folder, refusedFile), `${JSON.stringify({ ...refused, messageId })}\n`);
}
