import { expect, test } from 'vitest';
import { explainInstall } from './explain-install.ts';

// Lines that npm 11, pnpm 9 and 11, yarn 1.22 and yarn 4.9 printed.
const asked = 'GET http://127.0.0.1:40683/is-number';

test.each([
  ['npm error code ENOSPC', 'disk-full'],
  ['npm error code EBADENGINE', 'wrong-node'],
  ['error shop@1.0.0: The engine "node" is incompatible with this module. Expected version ">=99".', 'wrong-node'],
  [' ERR_PNPM_UNSUPPORTED_ENGINE  Unsupported environment (bad pnpm and/or Node.js version)', 'wrong-node'],
  [' ERROR  This project is configured to use latest pnpm', 'wrong-package-manager'],
  ['error This project\'s package.json defines "packageManager": "yarn@pnpm".', 'wrong-package-manager'],
  ['npm error The `npm ci` command can only install with an existing package-lock.json or', 'lock-file-broken'],
  ['Error: ERR_PNPM_BROKEN_LOCKFILE', 'lock-file-broken'],
  ['error SyntaxError: Invalid value type 4:0 in /w/yarn.lock', 'lock-file-broken'],
  [
    'YAMLException: unexpected end of the stream within a double quoted scalar at line 5, column 1:',
    'lock-file-broken',
  ],
  ['➤ YN0028: │ The lockfile would have been modified by this install', 'lock-file-outdated'],
  ['npm error code E403', 'login-refused'],
  ['➤ YN0035: │   Response Code: 403 (Forbidden)', 'login-refused'],
  [`from ${asked}: HTTP status client error (401`, 'login-refused'],
  [`error Error: ${asked}: Request failed "401 Unauthorized"`, 'login-refused'],
  ['npm error code DEPTH_ZERO_SELF_SIGNED_CERT', 'registry-untrusted'],
  ['➤ YN0001: │ RequestError: self-signed certificate; if the root CA is installed locally', 'registry-untrusted'],
  ['│   error sending request: client error (Connect): invalid peer certificate:', 'registry-untrusted'],
  ['npm error code EINTEGRITY', 'package-changed'],
  [' ERR_PNPM_TARBALL_INTEGRITY  Got unexpected checksum', 'package-changed'],
  ['error http://x/a.tgz: Integrity check failed for "is-number"', 'package-changed'],
  ["➤ YN0018: │ is-number@npm:7.0.0: The remote archive doesn't match the expected checksum", 'package-changed'],
  ['npm error code E500', 'registry-unreachable'],
  [` ERR_PNPM_FETCH_500  ${asked}: Internal Server Error - 500`, 'registry-unreachable'],
  [`error Error: ${asked}: Request failed "500 Internal Server Error"`, 'registry-unreachable'],
  ['➤ YN0035: │   Response Code: 500 (Internal Server Error)', 'registry-unreachable'],
  [`npm error invalid json response body at ${asked} reason: Unexpected token`, 'registry-unreachable'],
  ['npm error errno ENOTFOUND', 'registry-unreachable'],
  ['➤ YN0001: │ RequestError: connect ECONNREFUSED 127.0.0.1:9', 'registry-unreachable'],
  ['npm error code ERESOLVE', 'packages-unresolved'],
  ['npm error fatal: Could not read from remote repository.', 'packages-unresolved'],
  ['npm error code E404', 'packages-unresolved'],
  [`error Error: ${asked}: Request failed "404 Not Found"`, 'packages-unresolved'],
  [`from ${asked}: HTTP status client error (404 Not`, 'packages-unresolved'],
  ['➤ YN0035: │   Response Code: 404 (Not Found)', 'packages-unresolved'],
  ['npm error command failed', 'install-script-failed'],
  [' ELIFECYCLE  Command failed with exit code 7.', 'install-script-failed'],
  ['Error: ERR_PNPM_EXECUTOR_LIFECYCLE_SCRIPT_FAILED', 'install-script-failed'],
  ["➤ YN0009: │ shop@workspace:. couldn't be built successfully", 'install-script-failed'],
  ['something else', 'install-failed'],
])('%s is %s', (line, code) => {
  const failure = explainInstall('npm', 1, ['added 1 package', line]);
  expect(failure.code).toBe(code);
  expect(failure.headline).not.toMatch(/[{}\n]/);
  expect(failure.reason).toContain(line);
});

test('the reason begins where the error does, without frames and without what yarn says at its end', () => {
  const lines = [
    '➤ YN0000: ┌ Resolution step',
    '➤ YN0028: │ The lockfile would have been modified by this install',
    '    at ResponseError.ExtendableBuiltin (/usr/lib/yarn/cli.js:696:66)',
    'npm error     at Socket.emit (node:events:514:28)',
    'info Visit https://yarnpkg.com/en/docs/cli/install for documentation about this command.',
    '➤ YN0000: · Failed with errors in 0s 20ms',
  ];
  expect(explainInstall('yarn', 1, lines).reason).toBe(`${lines[1]}\n${lines[5]}`);
});
