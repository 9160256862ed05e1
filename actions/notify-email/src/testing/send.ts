import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import { testContext } from '@slipway/runner/testing';
import type { SMTPServerOptions } from 'smtp-server';
import { readInputs } from '../inputs.ts';
import { run } from '../run.ts';
import { type MailHost, openMailHost } from './mail-host.ts';

let host: MailHost | undefined;

/** For afterEach. */
export async function closeMailHost(): Promise<void> {
  await host?.close();
  host = undefined;
}

/** What the server of the last {@link sendTo} took. */
export const received = () => host?.mails ?? [];

export const usual = {
  from: 'ci@example.com',
  to: 'team@example.com',
  status: 'failure',
  'smtp-security': 'none',
  'job-name': 'bss.index',
};

/** Runs the action with `usual` and the given inputs. */
export async function send(
  given: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
  environment: Record<string, string> = {},
) {
  const context = testContext({ environment });
  for (const [name, content] of Object.entries(files)) await writeFile(join(context.workspace, name), content);
  await symlink('/etc/hostname', join(context.workspace, 'link'));
  const raw: Record<string, string> = { ...usual, ...given };
  const result = await run(
    readFrom((name) => raw[name] ?? '', readInputs),
    context,
  ).catch((error: unknown) => {
    if (error instanceof Failure) return error;
    throw error;
  });
  const said = (wanted: string) => context.lines.filter(({ level }) => level === wanted).map(({ text }) => text);
  return { result, warnings: said('warning'), infos: said('info') };
}

/** The same, against a server that behaves so; one that is open stays. */
export async function sendTo(
  options: SMTPServerOptions,
  given: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
  environment: Record<string, string> = {},
) {
  host ??= await openMailHost(options);
  return send({ 'smtp-host': '127.0.0.1', 'smtp-port': String(host.port), ...given }, files, environment);
}
