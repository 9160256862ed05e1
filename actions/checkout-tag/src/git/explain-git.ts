import { CheckoutFailure, type CheckoutFailureCode } from '../failure.ts';

/** What was asked for, as the user calls it. */
export interface Asked {
  readonly repository: string;
  readonly revision: string;
}

export interface Explanation {
  readonly failure: CheckoutFailure;
  /** Whether the same call may succeed a moment later. */
  readonly mayPass: boolean;
}

interface Case {
  readonly seen: RegExp;
  readonly code: CheckoutFailureCode;
  readonly headline: (asked: Asked) => string;
  readonly advice: string;
  readonly mayPass?: boolean;
}

const loginAdvice =
  'Check that "token" (or "ssh-key") is valid and may read the repository, and that "server-url" is its server: ' +
  'the token is sent there only.';

/** The first that matches counts; what is more exact stands first. Phrases are git's with LC_ALL=C, 2.30 to 2.51. */
const cases: readonly Case[] = [
  // Seen from the server's side it looks like a connection that broke off.
  {
    seen: /No space left on device|Out of diskspace|Disk quota exceeded/i,
    code: 'disk-full',
    headline: ({ repository }) => `The runner's disk is full; "${repository}" cannot be checked out`,
    advice: 'Free some space on the runner, or fetch less with "fetch-depth", "filter" or "sparse-checkout".',
  },
  {
    seen: /couldn't find remote ref|Remote branch .* not found/,
    code: 'unknown-ref',
    headline: ({ repository, revision }) => `"${repository}" has no ${revision}`,
    advice: 'Give a branch, a tag, a full ref (refs/...) or a full commit SHA that is on the server.',
  },
  {
    seen: /not our ref|unadvertised object|reference is not a tree|unable to read tree|bad object|Could not parse object/,
    code: 'unknown-ref',
    headline: ({ repository, revision }) => `The server of "${repository}" does not give out ${revision}`,
    advice:
      'Check that the commit was pushed and that its branch was not rewritten since; a server that gives out tips of ' +
      'branches only needs "ref" with the branch.',
  },
  {
    seen: /mismatched algorithms/,
    code: 'git-failed',
    headline: ({ repository }) => `"${repository}" names its commits by SHA-256, which checkout-tag cannot check out`,
    advice: 'Give a repository that names them by SHA-1.',
  },
  {
    // Of git-lfs, the second where the other repository is on this machine.
    seen: /Object does not exist|remote missing object/,
    code: 'lfs-incomplete',
    headline: ({ repository }) => `Git LFS does not have all files of "${repository}"`,
    advice: 'Push what is missing ("git lfs push --all origin") from a clone that has it, or set "lfs" to false.',
  },
  {
    seen: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    code: 'server-not-trusted',
    headline: ({ repository }) => `The ssh host key of the server of "${repository}" is not the one known here`,
    advice:
      'If the server\'s key was changed on purpose, put the new one into "ssh-known-hosts", or remove the old one from the ' +
      "runner's known_hosts.",
  },
  {
    seen: /Host key verification failed|No \S+ host key is known/,
    code: 'server-not-trusted',
    headline: ({ repository }) => `The ssh host key of the server of "${repository}" is not among those known here`,
    advice:
      'Put it into "ssh-known-hosts", after comparing it with what the owner of the server says; "ssh-keyscan HOST" prints it.',
  },
  {
    // Not what ssh says of a key: there the words stand after an address.
    seen: /(failed to remove|unable to (unlink|create|write|append)|cannot (open|create)|could not open) .*(Permission denied|Operation not permitted)|insufficient permission for adding an object/,
    code: 'folder-not-ours',
    headline: ({ repository }) => `Files in the checkout of "${repository}" belong to another user`,
    advice:
      'An earlier step made them, perhaps as root in a container: remove the folder as that user, and let the step run as the ' +
      "runner's user.",
  },
  {
    seen: /SSL certificate problem|certificate verif|server certificate|SSL_ERROR|SSL routines/i,
    code: 'server-not-trusted',
    headline: ({ repository }) => `The certificate of the server of "${repository}" is not trusted`,
    advice: 'Set GIT_SSL_CAINFO to the file of your certificate authority.',
  },
  {
    seen: /Authentication failed|could not read (Username|Password)|Permission denied|error: 40[13]|Access denied|Invalid username or (token|password)|Load key/i,
    code: 'login-refused',
    headline: ({ repository }) => `The server refuses the login for "${repository}"`,
    advice: loginAdvice,
  },
  {
    seen: /repository '?.*'? ?not found|error: 404|does not appear to be a git repository|No such file or directory|does not exist/i,
    code: 'repository-not-found',
    headline: ({ repository }) => `There is no repository "${repository}", or the login given may not see it`,
    advice: `Check "repository" and "server-url". ${loginAdvice}`,
  },
  {
    seen: /Could(n't| not) resolve host|Failed to connect|Connection (refused|reset|timed out)|Operation (timed out|too slow)|unreachable|No route to host|error: (429|5\d\d)|RPC failed|early EOF|unexpected disconnect|hung up unexpectedly|Empty reply|HTTP\/2 stream|GnuTLS recv error/i,
    code: 'server-unreachable',
    headline: ({ repository }) => `The server of "${repository}" does not answer as it should`,
    advice: 'Check "server-url" and that the runner may reach it.',
    mayPass: true,
  },
];

/** Says in our own sentence what git's error means; git's own words stay as the reason. */
export function explainGit(stderr: string, asked: Asked): Explanation {
  const found = cases.find((candidate) => candidate.seen.test(stderr));
  const reason = lastWords(stderr);
  return {
    mayPass: found?.mayPass ?? false,
    failure: new CheckoutFailure({
      code: found?.code ?? 'git-failed',
      headline: found?.headline(asked) ?? `Git failed while checking out ${asked.revision} of "${asked.repository}"`,
      ...(reason === '' ? {} : { reason }),
      ...(found === undefined ? {} : { advice: found.advice }),
    }),
  };
}

function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trimEnd());
  return lines
    .filter((line) => line !== '')
    .slice(-8)
    .join('\n');
}
