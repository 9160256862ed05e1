import type { Address } from '../people/address.ts';

/** A mail, with everything in it decided. */
export interface Message {
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly replyTo: Address | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** `<…@…>`; the same for every try to send the same news. */
  readonly messageId: string;
  /** `<…@…>` of the thread that it belongs to; empty for none. */
  readonly thread: string;
  readonly attachments: readonly { readonly filename: string; readonly path: string }[];
}

/** The message in nodemailer's words. */
export function composeMail(message: Message) {
  const { messageId, subject, text, html, replyTo, thread } = message;
  return {
    ...{ messageId, subject, text, html },
    from: { ...message.from },
    to: message.to.map((address) => ({ ...address })),
    cc: message.cc.map((address) => ({ ...address })),
    bcc: message.bcc.map((address) => ({ ...address })),
    attachments: message.attachments.map((attachment) => ({ ...attachment })),
    ...(replyTo === undefined ? {} : { replyTo: { ...replyTo } }),
    ...(thread === '' ? {} : { references: thread, inReplyTo: thread }),
    // RFC 3834: no vacation notices, please.
    headers: { 'Auto-Submitted': 'auto-generated' },
    // Attachments are paths we checked ourselves; nothing else may be fetched.
    disableUrlAccess: true,
  };
}
