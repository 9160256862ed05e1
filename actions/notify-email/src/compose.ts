import type { Context, GitHubRun } from '@slipway/runner';
import { findAttachments } from './attachments.ts';
import { MailFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { isResolved } from './mail/digest.ts';
import { headerText } from './mail/header.ts';
import { messageId, threadId } from './mail/message-id.ts';
import { modelOf } from './mail/model.ts';
import { render } from './mail/render.ts';
import { words } from './mail/words.ts';
import type { Address } from './people/address.ts';
import { findRecipients } from './people/find-recipients.ts';
import type { Judgement } from './pipeline/judge.ts';
import { usualSubject } from './pipeline/state.ts';
import { findTroubles } from './pipeline/troubles.ts';
import type { Message } from './smtp/message.ts';

/** The message, with all in it that has to be right before a server is asked. */
export async function compose(
  inputs: Inputs,
  sender: Address,
  { jobName, judgement }: { readonly jobName: string; readonly judgement: Judgement },
  context: Context,
): Promise<Message> {
  const { state, change, sources } = judgement;
  // A run before whose mail was not sent is not what this mail compares with.
  const previous = judgement.told === judgement.previous ? judgement.previous : 'unknown';
  const { github, workspace, log } = context;
  const { recipients, committers } = await findRecipients(inputs, sources, context);
  if (recipients.to.length + recipients.cc.length + recipients.bcc.length === 0) {
    throw new MailFailure({
      code: 'no-recipient',
      headline: 'The mail has no recipient',
      advice: 'Set to, or recipients; the log says who was left out and why.',
    });
  }
  const subject = inputs.subject || subjectOf(inputs, jobName, judgement, github);
  const troubles =
    judgement.troubles ?? (sources.api && state !== 'success' ? await findTroubles(sources.api, context) : []);
  const model = modelOf({
    ...inputs,
    ...{ state, change, previous, subject, jobName, committers, troubles, overflow: recipients.overflow },
    ...{ runNumber: github.runNumber, runUrl: github.runUrl, repository: github.repository, actor: github.actor },
    branch: (github.headRef || github.ref).replace(/^refs\/(heads|tags)\//, ''),
    commit: github.sha,
    commitUrl: github.repository && github.sha ? `${github.serverUrl}/${github.repository}/commit/${github.sha}` : '',
  });
  const content = await render(model, inputs, sources.api, context);
  const found = await findAttachments(inputs.attachments, workspace);
  for (const problem of found.problems) log.warning(`${problem}; the mail goes without it`);
  const { to, cc, bcc } = recipients;
  const lists = [...inputs.to, ...inputs.cc, ...inputs.bcc].map(({ address }) => address);
  const news = [
    jobName,
    subject,
    state,
    ...lists,
    inputs.reason,
    inputs.body,
    inputs.htmlBody,
    JSON.stringify(inputs.alerts),
  ];
  return {
    ...{ from: sender, to, cc, bcc, replyTo: inputs.replyTo, subject },
    // A body given alone is sent alone.
    text: inputs.body || (inputs.htmlBody === '' ? content.text : ''),
    html: inputs.htmlBody || (inputs.body === '' ? content.html : ''),
    messageId: messageId(github, news, sender.address),
    thread: inputs.thread ? threadId(github, jobName, sender.address) : '',
    attachments: found.files,
  };
}

function subjectOf(inputs: Inputs, jobName: string, { state, change }: Judgement, { runNumber }: GitHubRun): string {
  const { alerts, language } = inputs;
  if (alerts.length === 0) return headerText(usualSubject(state, change, jobName, runNumber));
  const resolved = alerts.filter(isResolved).length;
  return headerText(
    `${resolved === alerts.length ? 'RESOLVED' : 'ALERT'}: ${jobName}: ${words[language].alerts(alerts.length - resolved, resolved)}`,
  );
}
