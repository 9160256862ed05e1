import { join } from 'node:path';
import { Failure } from '@slipway/findings';
import type { Context, GitHubRun } from '@slipway/runner';
import { compose } from './compose.ts';
import { writeMail } from './dry-run.ts';
import { MailFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import type { Address } from './people/address.ts';
import { type Judgement, judge } from './pipeline/judge.ts';
import type { Change, State } from './pipeline/state.ts';
import { isWanted } from './pipeline/trigger.ts';
import { remember } from './remember.ts';
import { type HeadStart, noHeadStart, openHeadStart } from './smtp/head-start.ts';
import { sendMessage } from './smtp/send.ts';
import type { MailServer } from './smtp/server.ts';

export interface Outputs {
  readonly sent: boolean;
  readonly 'message-id'?: string;
  readonly recipients?: readonly string[];
  readonly eml?: string;
  readonly html?: string;
  readonly trigger: State;
  readonly change: Change;
}

/** Mails what happened, if somebody wants to know it. A mail that cannot be sent is a warning, unless told otherwise. */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const { log } = context;
  const jobName = inputs.jobName || nameOf(context.github);
  const headStart = startAhead(inputs);
  const judgement = await judge({ ...inputs, jobName }, context);
  const { state, change, previous } = judgement;
  const known = { trigger: state, change } as const;
  let isMailed = false;
  try {
    if (!judgement.isWanted) {
      const before = previous === 'unknown' ? '' : ` after ${previous}`;
      log.info(`No mail: the state is ${state}${before}, mailed is ${inputs.triggers.join(', ')}`);
      return { sent: false, ...known };
    }
    const mailed = await mail(inputs, { jobName, judgement, headStart }, context);
    isMailed = mailed.sent;
    return { ...mailed, ...known };
  } catch (error) {
    if (inputs.failOnError || !(error instanceof Failure)) throw error;
    log.warning(`No mail was sent. ${error.message}`, { title: `notify-email: ${error.code}` });
    return { sent: false, ...known };
  } finally {
    headStart.close();
    if (!inputs.dryRun) await remember({ ...inputs, jobName }, judgement, isMailed, context);
  }
}

async function mail(
  inputs: Inputs,
  about: { readonly jobName: string; readonly judgement: Judgement; readonly headStart: HeadStart },
  context: Context,
): Promise<Omit<Outputs, 'trigger' | 'change'>> {
  const { log, signal, temp } = context;
  if (inputs.dryRun) {
    const message = await compose(inputs, senderOf(inputs), about, context);
    const { eml, html } = await writeMail(message, join(temp, 'notify-email'));
    log.info(`Wrote "${message.subject}" to ${eml}; nothing was sent`);
    return { sent: false, 'message-id': message.messageId, eml, html };
  }
  const server = serverOf(inputs);
  // Within the URL it is masked already; alone it could turn up in a server's answer.
  if (server.password !== '') context.mask(server.password);
  const message = await compose(inputs, senderOf(inputs), about, context);
  const say = (line: string) => log.info(line);
  const { accepted, refused } = await sendMessage(server, message, {
    timeout: inputs.timeout,
    signal,
    say,
    headStart: about.headStart,
  });
  if (refused.length > 0) log.warning(`The mail server does not take ${refused.join(', ')}`);
  log.info(`Mailed "${message.subject}" to ${accepted.join(', ')}`);
  return { sent: true, 'message-id': message.messageId, recipients: accepted };
}

/** Connects to the mail server at once where a mail is certain; where the run before decides, most runs mail nobody. */
function startAhead({ server, from, dryRun, state, triggers }: Inputs): HeadStart {
  const isCertain = server !== undefined && from !== undefined && !dryRun && isWanted(state, 'unknown', triggers);
  return isCertain ? openHeadStart(server) : noHeadStart;
}

function serverOf({ server }: Inputs): MailServer {
  if (server !== undefined) return server;
  throw new MailFailure({
    code: 'no-mail-server',
    headline: 'No mail server is given',
    advice: 'Set connection-url or smtp-host.',
  });
}

function senderOf({ from }: Inputs): Address {
  if (from !== undefined) return from;
  throw new MailFailure({
    code: 'no-mail-server',
    headline: 'No sender is given',
    advice: 'Set from to an address the mail server lets you send as.',
  });
}

function nameOf({ repository, workflow }: GitHubRun): string {
  return [repository, workflow].filter((part) => part !== '').join(' » ') || 'unknown';
}
