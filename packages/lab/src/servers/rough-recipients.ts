import { setTimeout as sleep } from 'node:timers/promises';
import type { SMTPServerAddress, SMTPServerSession } from 'smtp-server';

/** What the mail server does to a mail for `<mode>@rough.example`, so that whoever sends can see what comes of it. */
export const roughModes = ['later', 'later-once', 'unknown', 'full', 'hangs-up', 'slow'] as const;

export type RoughMode = (typeof roughModes)[number];

/** Milliseconds that `slow` takes for each answer. */
const slowness = 2000;

/** An answer with a code of its own (RFC 5321, 4.2). */
class Refusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

export function roughModeOf(address: string): RoughMode | undefined {
  const [local, domain] = address.toLowerCase().split('@');
  return domain === 'rough.example' ? roughModes.find((mode) => mode === local) : undefined;
}

const refusedOnce = new Set<string>();

/** @throws {Refusal} as the mode of the recipient has it */
export async function meetRecipient({ address }: SMTPServerAddress, session: SMTPServerSession): Promise<void> {
  const mode = roughModeOf(address);
  const sender = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
  if (mode === 'slow') await sleep(slowness);
  if (mode === 'unknown') throw new Refusal(550, '5.1.1 No such user here');
  if (mode === 'later') throw new Refusal(450, '4.2.0 Greylisted, come again');
  if (mode === 'later-once' && !refusedOnce.has(sender)) {
    refusedOnce.add(sender);
    throw new Refusal(450, '4.2.0 Greylisted, come again');
  }
}

/** Before a mail is read. @throws {Refusal} */
export async function meetContent(recipients: readonly string[]): Promise<'take' | 'hang up'> {
  const modes = recipients.map(roughModeOf);
  if (modes.includes('slow')) await sleep(slowness);
  if (modes.includes('hangs-up')) return 'hang up';
  if (modes.includes('full')) throw new Refusal(552, '5.2.2 Mailbox full');
  return 'take';
}
