import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What the mail server does to a mail for `<mode>@rough.example`, so that whoever sends can see what comes of it; for
 * `<mode>-once` only the first time for each sender.
 */
export const roughModes = ['later', 'unknown', 'full', 'breaks-off', 'hangs-up', 'slow'] as const;

export type RoughMode = (typeof roughModes)[number];

/** Milliseconds that `slow` takes for each answer. */
const slowness = 2000;

/** An answer with a code of its own (RFC 5321, 4.2). */
export class Refusal extends Error {
  readonly responseCode: number;
  readonly mode: RoughMode;

  constructor(mode: RoughMode, responseCode: number, text: string) {
    super(text);
    this.mode = mode;
    this.responseCode = responseCode;
  }
}

const met = new Set<string>();

function isMet(mode: RoughMode, sender: string, recipients: readonly string[]): boolean {
  const wanted = recipients.map((address) => address.toLowerCase());
  if (wanted.includes(`${mode}@rough.example`)) return true;
  const key = `${mode} ${sender}`;
  if (!wanted.includes(`${mode}-once@rough.example`) || met.has(key)) return false;
  met.add(key);
  return true;
}

/** @throws {Refusal} as the mode of the recipient has it */
export async function meetRecipient(recipient: string, sender: string): Promise<void> {
  const is = (mode: RoughMode) => isMet(mode, sender, [recipient]);
  if (is('slow')) await sleep(slowness);
  if (is('unknown')) throw new Refusal('unknown', 550, '5.1.1 No such user here');
  if (is('later')) throw new Refusal('later', 450, '4.2.0 Greylisted, come again');
}

/** Whether the connection breaks before the mail is read. */
export const breaksOff = (recipients: readonly string[], sender: string) => isMet('breaks-off', sender, recipients);

/** While a mail is read. @throws {Refusal} */
export async function meetContent(recipients: readonly string[], sender: string): Promise<'take' | 'hang up'> {
  const is = (mode: RoughMode) => isMet(mode, sender, recipients);
  if (is('slow')) await sleep(slowness);
  if (is('hangs-up')) return 'hang up';
  if (is('full')) throw new Refusal('full', 552, '5.2.2 Mailbox full');
  return 'take';
}
