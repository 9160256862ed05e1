import { createHash } from 'node:crypto';
import { Failure } from '@slipway/findings';
import type { Context, GitHubRun } from '@slipway/runner';
import { findAttachments } from './attachments.ts';
import { MailFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { writeContent } from './mail/content.ts';
import { formatAddress } from './people/address.ts';
import { findRecipients } from './people/find-recipients.ts';
import { type Judgement, judge } from './pipeline/judge.ts';
import { type Change, type State, usualSubject } from './pipeline/state.ts';
import { remember } from './remember.ts';
import type { Message } from './smtp/message.ts';
import { sendMessage } from './smtp/send.ts';
import type { MailServer } from './smtp/server.ts';

export interface Outputs {
  readonly sent: boolean;
  readonly 'message-id'?: string;
  readonly recipients?: readonly string[];
  readonly trigger: State;
  readonly change: Change;
}

/** Mails what happened, if somebody wants to know it. A mail that cannot be sent is a warning, unless told otherwise. */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const jobName = inputs.jobName || nameOf(context.github);
  const judgement = await judge({ ...inputs, jobName }, context);
  const { state, change, previous } = judgement;
  const known = { trigger: state, change } as const;
  try {
    if (!judgement.isWanted) {
      const before = previous === 'unknown' ? '' : ` after ${previous}`;
      context.log.info(`No mail: the state is ${state}${before}, mailed is ${inputs.triggers.join(', ')}`);
      return { sent: false, ...known };
    }
    const { server, message } = await compose(inputs, jobName, judgement, context);
    const { timeout } = inputs;
    const say = (line: string) => context.log.info(line);
    const { accepted, refused } = await sendMessage(server, message, { timeout, signal: context.signal, say });
    if (refused.length > 0) context.log.warning(`The mail server does not take ${refused.join(', ')}`);
    context.log.info(`Mailed "${message.subject}" to ${accepted.join(', ')}`);
    return { sent: true, 'message-id': message.messageId, recipients: accepted, ...known };
  } catch (error) {
    if (inputs.failOnError || !(error instanceof Failure)) throw error;
    context.log.warning(`No mail was sent. ${error.message}`, { title: `notify-email: ${error.code}` });
    return { sent: false, ...known };
  } finally {
    await remember({ ...inputs, jobName }, judgement, context);
  }
}

function nameOf({ repository, workflow }: GitHubRun): string {
  return [repository, workflow].filter((part) => part !== '').join(' » ') || 'unknown';
}

/** The message with all that has to be right before a server is asked. */
async function compose(
  inputs: Inputs,
  jobName: string,
  judgement: Judgement,
  context: Context,
): Promise<{ server: MailServer; message: Message }> {
  const { server, from } = inputs;
  const { state, change } = judgement;
  const { github, workspace, log, mask } = context;
  // Within the URL it is masked already; alone it could turn up in a server's answer.
  if (server?.password) mask(server.password);
  if (server === undefined || from === undefined) {
    throw new MailFailure({
      code: 'no-mail-server',
      headline: server === undefined ? 'No mail server is given' : 'No sender is given',
      advice:
        server === undefined
          ? 'Set connection-url or smtp-host.'
          : 'Set from to an address the mail server lets you send as.',
    });
  }
  const { recipients, committers } = await findRecipients(inputs, judgement.sources, context);
  if (recipients.to.length + recipients.cc.length + recipients.bcc.length === 0) {
    throw new MailFailure({
      code: 'no-recipient',
      headline: 'The mail has no recipient',
      advice: 'Set to, or recipients; the log says who was left out and why.',
    });
  }
  const subject = inputs.subject || usualSubject(state, change, jobName, github.runNumber);
  const { repository, runUrl } = github;
  const content = writeContent({ ...inputs, subject, jobName, authors: committers, repository, runUrl });
  const found = await findAttachments(inputs.attachments, workspace);
  for (const problem of found.problems) log.warning(`${problem}; the mail goes without it`);
  const message = {
    ...recipients,
    from,
    replyTo: inputs.replyTo,
    subject,
    // A body given alone is sent alone.
    text: inputs.body || (inputs.htmlBody === '' ? content.text : ''),
    html: inputs.htmlBody || (inputs.body === '' ? content.html : ''),
    messageId: messageId(github, { jobName, subject, state }, from.address),
    thread: inputs.thread ? threadId(github, jobName, from.address) : '',
    attachments: found.files,
  };
  log.debug(`To ${recipients.to.map(formatAddress).join(', ')}`);
  return { server, message };
}

/** The same for every try to report the same thing, so that mail programs show it once. */
function messageId(
  github: GitHubRun,
  { jobName, subject, state }: { jobName: string; subject: string; state: State },
  sender: string,
): string {
  const run = [github.serverUrl, github.repository, github.runId, github.runAttempt, github.job];
  return idOf([...run, jobName, subject, state], sender);
}

/** The same for all mails about the same work on the same branch: mail programs show them together. */
function threadId(
  { serverUrl, repository, workflow, headRef, ref }: GitHubRun,
  jobName: string,
  sender: string,
): string {
  return idOf(['thread', serverUrl, repository, workflow, headRef || ref, jobName], sender);
}

function idOf(what: readonly string[], sender: string): string {
  const id = createHash('sha256').update(what.join('\n')).digest('hex').slice(0, 32);
  return `<${id}@${sender.slice(sender.lastIndexOf('@') + 1)}>`;
}
