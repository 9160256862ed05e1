import { createServer } from 'node:http';
import { type Mail, mails } from '../components/mail.ts';

/** Shows the mails that came: a list on /, one on /<id>, its HTML part alone on /<id>/html, all as JSON on /mails.json. */
export function servePage(port: number): void {
  createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://lab');
    const all = await mails();
    const send = (status: number, type: string, body: string) =>
      response
        .writeHead(status, {
          'content-type': `${type}; charset=utf-8`,
          'cache-control': 'no-store',
          // A mail runs no scripts and sends no forms, also where its part is opened alone.
          'content-security-policy': 'sandbox allow-same-origin',
        })
        .end(body);
    if (pathname === '/') return send(200, 'text/html', list(all));
    if (pathname === '/mails.json') return send(200, 'application/json', JSON.stringify(all));
    const [, id, part] = pathname.split('/');
    const mail = all.find((candidate) => candidate.id === id);
    if (mail === undefined) return send(404, 'text/plain', 'There is no such mail.\n');
    return send(200, 'text/html', part === 'html' ? mail.html : one(mail));
  }).listen(port, '127.0.0.1');
}

const style = `<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884 }
  iframe { width: 100%; height: 45rem; border: 1px solid #8884; border-radius: 6px; background: Canvas } pre { white-space: pre-wrap }
</style>`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function document(title: string, body: string): string {
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>${style}${body}`;
}

function list(all: readonly Mail[]): string {
  const rows = all.toReversed().map((mail) => {
    const time = new Date(Number(mail.id.split('-')[0])).toISOString().slice(0, 19).replace('T', ' ');
    return `<tr><td>${time}<td><a href="/${mail.id}">${escapeHtml(mail.subject) || '(no subject)'}</a><td>${escapeHtml(mail.to.join(', '))}`;
  });
  const body =
    all.length === 0 ? '<p>No mail has come yet.' : `<table><tr><th>UTC<th>Subject<th>To${rows.join('')}</table>`;
  return document('Mails', `<h1>Mails</h1>${body}`);
}

function one(mail: Mail): string {
  const facts = [
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['File', mail.file],
  ].map(([name = '', value = '']) => `<tr><th>${name}<td>${escapeHtml(value)}`);
  // The sandbox keeps a mail from running scripts or leaving its frame.
  const frame = mail.html === '' ? '' : `<iframe sandbox src="/${mail.id}/html"></iframe>`;
  return document(
    mail.subject,
    `<p><a href="/">All mails</a><h1>${escapeHtml(mail.subject)}</h1><table>${facts.join('')}</table>${frame}<h2>Text part</h2><pre>${escapeHtml(mail.text)}</pre>`,
  );
}
