import Mail from 'nodemailer/lib/mailer';
import SMTPTransport from 'nodemailer/lib/smtp-transport';
import StreamTransport from 'nodemailer/lib/stream-transport';

// A module of its own, so that the bundler sees what is used although it is loaded when first needed. The transports by
// themselves: nodemailer's createTransport brings five more, which are read at each start of the action that mails.

/** Sends to a mail server. */
export function smtpTransport(options: SMTPTransport.Options): Mail<SMTPTransport.SentMessageInfo> {
  return new Mail(new SMTPTransport(options), options);
}

/** Gives a mail back as it would travel. */
export function bufferTransport(): Mail<StreamTransport.SentMessageInfo> {
  return new Mail(new StreamTransport({ streamTransport: true, buffer: true, newline: 'windows' }));
}
