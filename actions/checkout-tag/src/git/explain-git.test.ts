import { expect, test } from 'vitest';
import { explainGit } from './explain-git.ts';

const asked = { repository: 'bss/index', revision: 'ref "topic"' };

test.for<[string, string, string, boolean]>([
  ["fatal: couldn't find remote ref refs/heads/topic", 'unknown-ref', '"bss/index" has no ref "topic"', false],
  ['fatal: remote error: upload-pack: not our ref 1111', 'unknown-ref', 'does not give out ref "topic"', false],
  ['error: Server does not allow request for unadvertised object 1', 'unknown-ref', 'does not give out', false],
  [
    "fatal: could not read Username for 'http://git.example': terminal prompts disabled",
    'login-refused',
    'refuses the login for "bss/index"',
    false,
  ],
  ["fatal: Authentication failed for 'http://git.example/'", 'login-refused', 'refuses the login', false],
  ['fatal: unable to access …: The requested URL returned error: 403', 'login-refused', 'refuses the login', false],
  [
    'git@git.example: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    'login-refused',
    'refuses the login',
    false,
  ],
  ["fatal: repository 'http://git.example/bss/index/' not found", 'repository-not-found', 'no repository', false],
  ["fatal: '/srv/x' does not appear to be a git repository", 'repository-not-found', 'no repository', false],
  ['fatal: unable to access: Could not resolve host: git.example', 'server-unreachable', 'does not answer', true],
  ['fatal: unable to access: Failed to connect to git.example port 443', 'server-unreachable', 'not answer', true],
  ['fatal: unable to access: The requested URL returned error: 502', 'server-unreachable', 'not answer', true],
  ['error: RPC failed; curl 92\nfatal: early EOF', 'server-unreachable', 'not answer', true],
  ['fatal: unable to access: SSL certificate problem: self-signed', 'server-not-trusted', 'certificate', false],
  ['[1111] Object does not exist on the server: [404] x', 'lfs-incomplete', 'does not have all files', false],
  ['warning: failed to remove target/x: Permission denied', 'folder-not-ours', 'belong to another user', false],
  ["error: unable to unlink old 'a': Permission denied", 'folder-not-ours', 'belong to another user', false],
  ["error: cannot open '.git/FETCH_HEAD': Permission denied", 'folder-not-ours', 'belong to another user', false],
  ['Host key verification failed.\nfatal: Could not read', 'server-not-trusted', 'not among those known', false],
  ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @', 'server-not-trusted', 'not the one known here', false],
  ['error: unable to write file a: No space left on device', 'disk-full', 'disk is full', false],
  ['fatal: sha1 file .git/x write error. Out of diskspace', 'disk-full', 'disk is full', false],
  [
    'fatal: write error: No space left on device\nerror: RPC failed; curl 23\nfatal: early EOF',
    'disk-full',
    'disk is full',
    false,
  ],
  ['fatal: something new', 'git-failed', 'Git failed while checking out ref "topic" of "bss/index"', false],
])('%s', ([stderr, code, sentence, mayPass]) => {
  const explained = explainGit(stderr, asked);
  expect(explained.failure.headline).toContain(sentence);
  expect([explained.failure.code, explained.mayPass]).toEqual([code, mayPass]);
  expect(explained.failure.reason).toBe(stderr);
});
