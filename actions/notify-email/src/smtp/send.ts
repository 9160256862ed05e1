import pRetry from 'p-retry';
import { explainSmtp, isPassing, type SmtpError } from './explain-smtp.ts';
import type { HeadStart } from './head-start.ts';
import { composeMail, type Message } from './message.ts';
import type { MailServer } from './server.ts';
import { transportOptions } from './transport-options.ts';

export interface Delivery {
  readonly accepted: readonly string[];
  /** `address (what the server said)`. */
  readonly refused: readonly string[];
}

interface SendOptions {
  /** Milliseconds that the server may be silent. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Milliseconds before the second attempt; each further one waits twice as long. Default: 1 s. */
  readonly pause?: number;
  /** A connection for the first attempt. */
  readonly headStart?: HeadStart;
}

/**
 * Sends a message, again after errors that may pass, to those who did not get it yet. The Message-ID stays, so a mail
 * that arrived although its answer was lost is recognized by mail programs.
 * @throws {MailFailure} when nobody gets it
 */
export async function sendMessage(server: MailServer, message: Message, options: SendOptions): Promise<Delivery> {
  // Loaded when first needed: most runs succeed and mail nobody.
  const { smtpTransport } = await import('./transport.ts');
  const usual = transportOptions(server, options.timeout);
  let connection = await options.headStart?.take();
  const mail = composeMail(message);
  const accepted: string[] = [];
  const refused = new Map<string, string>();
  let waiting = [...message.to, ...message.cc, ...message.bcc].map(({ address }) => address);

  /** Sorts the recipients of an attempt by what the server said of each. */
  const settle = (taken: readonly string[], errors: readonly SmtpError[]) => {
    accepted.push(...taken);
    for (const { recipient = '', response, message: text } of errors) refused.set(recipient, response ?? text);
    const later = errors.filter(isPassing).map(({ recipient }) => recipient);
    waiting = waiting.filter((address) => later.includes(address));
  };
  const attempt = async () => {
    let deferred: SmtpError | undefined;
    const transport = smtpTransport(connection ? { ...usual, connection, secured: server.security === 'tls' } : usual);
    connection = undefined;
    try {
      const envelope = { from: message.from.address, to: waiting };
      const answer = await transport.sendMail({ ...mail, envelope });
      const errors = (answer.rejectedErrors ?? []) as SmtpError[];
      settle(answer.accepted.map(String), errors);
      deferred = errors.find(isPassing);
    } catch (error) {
      const { rejectedErrors = [] } = error as SmtpError;
      if (rejectedErrors.length > 0) settle([], rejectedErrors);
      throw error;
    } finally {
      transport.close();
    }
    if (deferred !== undefined) throw deferred;
  };

  try {
    await pRetry(attempt, {
      retries: 3,
      minTimeout: options.pause ?? 1000,
      signal: options.signal,
      shouldRetry: ({ error }) => waiting.length > 0 && isPassing(error),
      onFailedAttempt: ({ error, retriesLeft }) => {
        if (waiting.length > 0 && isPassing(error) && retriesLeft > 0)
          options.say(`The mail server is not ready (${error.message.split('\n', 1)[0]}); trying again`);
      },
    });
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    // The others have it; a mail to some is better than an error.
    if (accepted.length === 0) throw error instanceof Error ? explainSmtp(error, server) : error;
    for (const address of waiting) if (!refused.has(address)) refused.set(address, String((error as Error).message));
  }
  const left = [...refused].filter(([address]) => !accepted.includes(address));
  return { accepted, refused: left.map(([address, said]) => `${address} (${said.trim()})`) };
}
