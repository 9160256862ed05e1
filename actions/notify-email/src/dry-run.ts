import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeMail, type Message } from './smtp/message.ts';

/** Writes a message as a mail program would get it (so without bcc), and its HTML part for a browser. Returns the paths. */
export async function writeMail(message: Message, folder: string): Promise<{ eml: string; html: string }> {
  const { bufferTransport } = await import('./smtp/transport.ts');
  const transport = bufferTransport();
  const { message: source } = await transport.sendMail(composeMail({ ...message, bcc: [] }));
  const name = message.messageId.replace(/^<|@.*$/g, '');
  const [eml, html] = [join(folder, `${name}.eml`), join(folder, `${name}.html`)];
  await mkdir(folder, { recursive: true });
  await writeFile(eml, source as Buffer);
  await writeFile(html, message.html);
  return { eml, html };
}
