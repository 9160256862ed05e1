import type { InputReader } from '@slipway/runner';
import {
  type Alert,
  alertOf,
  type Condition,
  conditionOf,
  type DiagnosisEntry,
  diagnosisOf,
  parseEntries,
} from './mail/handed-over.ts';
import { headerText } from './mail/header.ts';
import { type Language, languages } from './mail/words.ts';
import { type Address, asciiDomain, parseAddress, parseAddressList } from './people/address.ts';
import { type Group, groups } from './people/gather.ts';
import { type State, stateOf } from './pipeline/state.ts';
import { type Trigger, triggers } from './pipeline/trigger.ts';
import { readServer } from './smtp/read-server.ts';
import type { MailServer } from './smtp/server.ts';

export interface Inputs {
  /** Undefined when no server is given. */
  readonly server: MailServer | undefined;
  readonly from: Address | undefined;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly replyTo: Address | undefined;
  /** Whom to mail besides the lists. */
  readonly groups: readonly Group[];
  /** Path of the people file; empty for none. */
  readonly people: string;
  readonly maxRecipients: number;
  readonly authors: readonly string[];
  readonly allowedDomains: readonly string[];
  readonly triggers: readonly Trigger[];
  readonly state: State;
  readonly token: string;
  /** Path of a file, absolute or below the workspace; empty for none. */
  readonly memory: string;
  /** Whether mails of one branch form a thread. */
  readonly thread: boolean;
  readonly subject: string;
  readonly body: string;
  readonly htmlBody: string;
  readonly jobName: string;
  readonly app: string;
  readonly env: string;
  readonly tag: string;
  readonly reason: string;
  readonly language: Language;
  readonly details: readonly string[];
  readonly conditions: readonly Condition[];
  readonly diagnosis: readonly DiagnosisEntry[];
  readonly alerts: readonly Alert[];
  readonly alertsLater: number;
  /** Undefined when nothing was deployed. */
  readonly rolledBack: boolean | undefined;
  /** Path of a template for the HTML part; empty for the usual one. */
  readonly template: string;
  readonly textTemplate: string;
  readonly dryRun: boolean;
  readonly attachments: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
  readonly failOnError: boolean;
}

const statuses = ['success', 'unstable', 'failure', 'cancelled', 'skipped'] as const;
const addressWords = 'address or "Name" <address>, separated by commas or lines';

export function readInputs(input: InputReader): Inputs {
  const free = { leadingDash: true } as const;
  const addresses = (name: string) => {
    const { addresses, problems } = parseAddressList(input.text(name, free));
    for (const problem of problems) input.problem(name, problem, addressWords);
    return addresses;
  };
  const one = (name: string) => {
    const given = input.text(name, free);
    const address = given === '' ? undefined : parseAddress(given);
    if (given !== '' && address === undefined) input.problem(name, given, 'one address, or "Name" <address>');
    return address;
  };
  const entries = (name: string) => {
    const given = input.text(name, free);
    const read = parseEntries(given);
    if (read === undefined) input.problem(name, given, 'a JSON list');
    return read ?? [];
  };
  const rolledBack = input.choice('rolled-back', ['', 'true', 'false'], { default: '' });
  const authors = input.list('authors', { separator: 'line', ...free });
  const recipients = input.list('recipients');
  for (const group of recipients)
    if (!groups.some((known) => known === group)) input.problem('recipients', group, `any of ${groups.join(', ')}`);
  const domains = input
    .list('allowed-domains')
    .map((domain) => ({ domain, ascii: asciiDomain(domain.replace(/^@/, '')) }));
  for (const { domain, ascii } of domains)
    if (ascii === '') input.problem('allowed-domains', domain, 'domains such as example.com');
  const wanted = input.list('trigger', { default: 'failure' });
  for (const trigger of wanted)
    if (!triggers.some((known) => known === trigger))
      input.problem('trigger', trigger, `any of ${triggers.join(', ')}`);

  return {
    server: readServer(input),
    from: one('from'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    replyTo: one('reply-to'),
    groups: groups.filter((group) => recipients.includes(group)),
    people: input.text('people'),
    maxRecipients: input.count('max-recipients', { default: 50, min: 1, max: 500 }),
    authors,
    allowedDomains: domains.map(({ ascii }) => ascii),
    triggers: triggers.filter((trigger) => wanted.includes(trigger)),
    state: stateOf(input.choice('status', statuses, { default: 'failure' })),
    token: input.secret('token'),
    memory: input.text('memory'),
    thread: input.flag('thread', { default: true }),
    subject: headerText(input.text('subject', free)),
    body: input.text('body', free),
    htmlBody: input.text('html-body', free),
    jobName: headerText(input.text('job-name', free), 150),
    app: input.text('app', free),
    env: input.text('env', free),
    tag: input.text('tag', free),
    reason: input.text('reason', free),
    language: input.choice('language', languages, { default: 'en' }),
    details: input.list('details', { separator: 'line', ...free }),
    conditions: entries('quality-gate').map(conditionOf),
    diagnosis: entries('diagnosis').map(diagnosisOf),
    alerts: entries('alerts').map(alertOf),
    alertsLater: input.count('alerts-later', { default: 0, min: 0 }),
    rolledBack: rolledBack === '' ? undefined : rolledBack === 'true',
    template: input.text('template'),
    textTemplate: input.text('text-template'),
    dryRun: input.flag('dry-run', { default: false }),
    attachments: input.list('attachments'),
    timeout: input.duration('timeout', { default: '30s', max: '10m' }),
    failOnError: input.flag('fail-on-error', { default: false }),
  };
}
