import { createHash } from 'node:crypto';
import { Failure } from '@slipway/findings';
import type { Context, GitHubRun } from '@slipway/runner';
import { findAttachments } from './attachments.ts';
import { MailFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { formatAddress } from './mail/address.ts';
import { writeContent } from './mail/content.ts';
import { chooseRecipients } from './mail/recipients.ts';
import { isWanted, type State, usualSubject } from './mail/state.ts';
import { type Message, sendMessage } from './smtp/send.ts';
import type { MailServer } from './smtp/server.ts';

export interface Outputs {
  readonly sent: boolean;
  readonly 'message-id'?: string;
  readonly recipients?: readonly string[];
  readonly trigger: State;
}

/** Mails what happened, if somebody wants to know it. A mail that cannot be sent is a warning, unless told otherwise. */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const { state } = inputs;
  if (!isWanted(state, inputs.triggers)) {
    context.log.info(`No mail: the state is ${state}, mailed is ${inputs.triggers.join(', ')}`);
    return { sent: false, trigger: state };
  }
  try {
    const { server, message } = await compose(inputs, context);
    const { timeout } = inputs;
    const say = (line: string) => context.log.info(line);
    const { accepted, refused } = await sendMessage(server, message, { timeout, signal: context.signal, say });
    if (refused.length > 0) context.log.warning(`The mail server does not take ${refused.join(', ')}`);
    context.log.info(`Mailed "${message.subject}" to ${accepted.join(', ')}`);
    return { sent: true, 'message-id': message.messageId, recipients: accepted, trigger: state };
  } catch (error) {
    if (inputs.failOnError || !(error instanceof Failure)) throw error;
    context.log.warning(`No mail was sent. ${error.message}`, { title: `notify-email: ${error.code}` });
    return { sent: false, trigger: state };
  }
}

/** The message with all that has to be right before a server is asked. */
async function compose(
  inputs: Inputs,
  { github, workspace, log, mask }: Context,
): Promise<{ server: MailServer; message: Message }> {
  const { server, from } = inputs;
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
  const recipients = chooseRecipients({ ...inputs, authors: inputs.developers });
  for (const reason of recipients.leftOut) log.info(`Left out: ${reason}`);
  if (recipients.to.length + recipients.cc.length + recipients.bcc.length === 0) {
    throw new MailFailure({
      code: 'no-recipient',
      headline: 'The mail has no recipient',
      advice: 'Set to, or recipients with authors.',
    });
  }
  const jobName =
    inputs.jobName || [github.repository, github.workflow].filter((part) => part !== '').join(' » ') || 'unknown';
  const subject = inputs.subject || usualSubject(inputs.state, jobName, github.runNumber);
  const { repository, runUrl } = github;
  const authors = inputs.authors.map((author) => author.replace(/\s*<[^>]*>$/, ''));
  const content = writeContent({ ...inputs, subject, jobName, authors, repository, runUrl });
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
    messageId: messageId(github, { jobName, subject, state: inputs.state }, from.address),
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
  const what = [...run, jobName, subject, state].join('\n');
  const id = createHash('sha256').update(what).digest('hex').slice(0, 32);
  return `<${id}@${sender.slice(sender.lastIndexOf('@') + 1)}>`;
}
