import pRetry from 'p-retry';
import type { Address } from '../people/address.ts';
import { explainSmtp, isPassing } from './explain-smtp.ts';
import type { MailServer } from './server.ts';

export interface Message {
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly replyTo: Address | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly attachments: readonly { readonly filename: string; readonly path: string }[];
}

export interface Delivery {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

/**
 * Sends a message, again after errors that may pass; the Message-ID stays, so a mail that arrived although its answer
 * was lost is recognized. Returns the addresses
 * that the server took and those it refused.
 * @throws {MailFailure}
 */
export async function sendMessage(
  server: MailServer,
  message: Message,
  options: { readonly timeout: number; readonly signal: AbortSignal; readonly say: (line: string) => void },
): Promise<Delivery> {
  // Loaded when first needed: most runs succeed and mail nobody.
  const { createTransport } = await import('./transport.ts');
  const { timeout } = options;
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.username === '' ? {} : { auth: { user: server.username, pass: server.password } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // Attachments are paths we checked ourselves; nothing else may be fetched.
    disableUrlAccess: true,
  });
  const attempt = async () => {
    const { accepted, rejected } = await transport.sendMail({
      ...message,
      from: { ...message.from },
      to: message.to.map((address) => ({ ...address })),
      cc: message.cc.map((address) => ({ ...address })),
      bcc: message.bcc.map((address) => ({ ...address })),
      attachments: message.attachments.map((attachment) => ({ ...attachment })),
      ...(message.replyTo === undefined ? {} : { replyTo: { ...message.replyTo } }),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { accepted, refused: rejected };
  };
  try {
    return await pRetry(attempt, {
      retries: 3,
      minTimeout: 1000,
      signal: options.signal,
      shouldRetry: ({ error }) => isPassing(error),
      onFailedAttempt: ({ error, retriesLeft }) => {
        if (isPassing(error) && retriesLeft > 0)
          options.say(`The mail server is not ready (${error.message}); trying again`);
      },
    });
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    throw error instanceof Error ? explainSmtp(error, server) : error;
  } finally {
    transport.close();
  }
}
