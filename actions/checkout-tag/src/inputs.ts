import type { InputReader } from '@slipway/runner';
import { kindOf, repositoryForms } from './source/location.ts';
import { isRefName } from './source/ref-name.ts';

export interface Inputs {
  readonly repository: string;
  readonly ref: string;
  readonly token: string;
  readonly sshKey: string;
  /** Lines of a known_hosts file; empty trusts a host that is seen for the first time. */
  readonly sshKnownHosts: readonly string[];
  readonly path: string;
  /** Commits; 0 is all history. */
  readonly fetchDepth: number;
  readonly submodules: 'false' | 'true' | 'recursive';
  readonly lfs: boolean;
  readonly filter: string;
  readonly sparseCheckout: readonly string[];
  readonly reference: string;
  readonly persistCredentials: boolean;
  readonly mainBranches: readonly string[];
  readonly branchLength: number;
  readonly abbrev: number;
  readonly serverUrl: string;
  readonly clean: boolean;
  /** Full commit name; empty for the authors of the push. */
  readonly authorsSince: string;
}

export function readInputs(input: InputReader): Inputs {
  const inputs: Inputs = {
    repository: input.text('repository'),
    ref: input.text('ref'),
    token: input.secret('token'),
    sshKey: input.secret('ssh-key'),
    sshKnownHosts: input.list('ssh-known-hosts', {
      separator: 'line',
      pattern: /^(#|(@(cert-authority|revoked)\s+)?\S+\s+[\w@.-]+\s+[A-Za-z0-9+/]{20,}={0,2}(\s|$))/,
      allowed: 'lines of a known_hosts file, such as git.example.com ssh-ed25519 AAAA…',
    }),
    path: input.text('path'),
    fetchDepth: input.count('fetch-depth', { default: 1, max: 1_000_000 }),
    submodules: input.choice('submodules', ['false', 'true', 'recursive'], { default: 'false' }),
    lfs: input.flag('lfs', { default: false }),
    filter: input.text('filter', {
      pattern: /^(blob:none|blob:limit=\d+[kmg]?|tree:\d+)$/,
      allowed: 'blob:none, blob:limit=<size>[k|m|g] or tree:<depth>',
    }),
    sparseCheckout: input.list('sparse-checkout', { separator: 'line' }),
    reference: input.text('reference', { pattern: /^\//, allowed: 'an absolute path' }),
    persistCredentials: input.flag('persist-credentials', { default: false }),
    mainBranches: input.list('main-branches', { default: 'main,master' }),
    branchLength: input.count('branch-length', { default: 20, min: 1, max: 100 }),
    abbrev: input.count('abbrev', { default: 7, min: 4, max: 40 }),
    serverUrl: input
      .text('server-url', {
        pattern: /^(https?|ssh):\/\/[^\s]+$/,
        allowed: 'an address such as https://git.example.com or ssh://git@git.example.com:2222',
      })
      .replace(/\/+$/, ''),
    clean: input.flag('clean', { default: true }),
    authorsSince: input.text('authors-since', {
      pattern: /^[0-9a-fA-F]{40}([0-9a-fA-F]{24})?$/,
      allowed: 'a full commit SHA',
    }),
  };
  checkTogether(inputs, input);
  return inputs;
}

function checkTogether(inputs: Inputs, input: InputReader): void {
  const { repository, ref, serverUrl, token } = inputs;
  for (const [name, value] of Object.entries({ repository, 'server-url': serverUrl })) {
    if (/^https?:\/\/[^/]*@/.test(value)) {
      input.problem(
        name,
        value.replace(/\/\/[^/]*@/, '//***@'),
        'an address without a user; give the token as "token"',
      );
    }
  }
  if (repository !== '' && !repository.startsWith('-') && kindOf(repository) === undefined) {
    input.problem('repository', repository, repositoryForms);
  }
  if (ref !== '' && !ref.startsWith('-') && !isRefName(ref)) {
    input.problem('ref', ref, 'a branch, a tag, a full ref (refs/...) or a commit SHA, as git allows their names');
  }
  if (/[\r\n]/.test(token)) input.problem('token', '***', 'one line');
  if (inputs.sshKey !== '' && inputs.persistCredentials) {
    input.problem('persist-credentials', 'true', 'false with "ssh-key": a private key is never left on the runner');
  }
}
