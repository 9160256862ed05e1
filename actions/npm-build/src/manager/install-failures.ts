import type { NpmFailureCode } from '../failure.ts';

/** One of the usual ways in which an installation fails. */
export interface InstallFailure {
  /** What npm, pnpm, yarn 1 or yarn 2+ say of it. */
  readonly pattern: RegExp;
  readonly code: NpmFailureCode;
  readonly headline: string;
  readonly advice: string;
}

const lookAtRegistry =
  'Check "registry-url" or the .npmrc, the network and the proxy of the runner; then run it again.';

/** The first that fits is the cause: what makes others follow comes before them. `{manager}` is the name of the package manager. */
export const installFailures: readonly InstallFailure[] = [
  {
    pattern: /\bENOSPC\b|no space left on device|\bEDQUOT\b/i,
    code: 'disk-full',
    headline: "The runner's disk is full; {manager} cannot go on",
    advice: 'Free some space where the workspace, the cache of {manager} and the temporary folder lie.',
  },
  {
    pattern: /\bEBADENGINE\b|ERR_PNPM_UNSUPPORTED_ENGINE|The engine "\w+" is incompatible/,
    code: 'wrong-node',
    headline: 'The project, or a package that it needs, asks for another version of Node.js ("engines")',
    advice: 'Set "node-version" to one that fits.',
  },
  {
    pattern: /This project is configured to use|defines "packageManager"|ERR_PNPM_(?:OTHER_PM_EXPECTED|BAD_PM_VERSION)/,
    code: 'wrong-package-manager',
    headline: 'The "packageManager" of package.json does not allow {manager}, which the lock file is of',
    advice: 'Set it to the name and version of the package manager that wrote the lock file, or remove it.',
  },
  {
    pattern:
      /can only install with an existing package-lock|ERR_PNPM_BROKEN_LOCKFILE|(?:SyntaxError|Unknown token).*yarn\.lock|YAMLException|Error parsing.*yarn\.lock/,
    code: 'lock-file-broken',
    headline: 'The lock file cannot be read',
    advice: 'Run "{manager} install" on the last one that could, and commit the lock file.',
  },
  {
    pattern: /\bEUSAGE\b|ERR_PNPM_OUTDATED_LOCKFILE|lockfile needs to be updated|\bYN0028\b/,
    code: 'lock-file-outdated',
    headline: 'The lock file does not match package.json',
    advice: 'Run "{manager} install" and commit the lock file with package.json.',
  },
  {
    pattern:
      /\bE40[13]\b|\bENEEDAUTH\b|ERR_PNPM_FETCH_40[13]|\b40[13] (?:Unauthorized|Forbidden)|Response Code: 40[13]\b|client error \(40[13]\b|\bYN0041\b/,
    code: 'login-refused',
    headline: 'The registry refuses the login',
    advice: 'Check "registry-url" and "token", or the .npmrc of the project and the runner.',
  },
  {
    pattern:
      /self[- _]signed|UNABLE_TO_(?:VERIFY|GET_ISSUER)|unable to (?:verify the first|get local issuer)|CERT_HAS_EXPIRED|certificate has expired|ERR_TLS_CERT|invalid peer certificate/i,
    code: 'registry-untrusted',
    headline: 'The certificate of the registry is not trusted',
    advice: 'Set NODE_EXTRA_CA_CERTS on the runner to the file of the certificate authority.',
  },
  {
    pattern: /\bEINTEGRITY\b|ERR_PNPM_TARBALL_INTEGRITY|Integrity check failed|\bYN0018\b/,
    code: 'package-changed',
    headline: 'The registry gives a package with other content than the lock file says',
    advice:
      'Check that the registry is the one that the lock file was made with, and that no proxy answers in its place.',
  },
  {
    pattern:
      /\bE(?:5\d\d|429)\b|ERR_PNPM_FETCH_(?:5\d\d|429)|Request failed "(?:5\d\d|429)|Response Code: (?:5\d\d|429)\b|error \((?:5\d\d|429)\b|invalid json response body/,
    code: 'registry-unreachable',
    headline: 'The registry answers with an error',
    advice: lookAtRegistry,
  },
  {
    pattern:
      /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|E(?:SOCKET)?TIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b|socket hang up/,
    code: 'registry-unreachable',
    headline: 'The registry cannot be reached',
    advice: lookAtRegistry,
  },
  {
    pattern: /\bERESOLVE\b/,
    code: 'packages-unresolved',
    headline: 'Packages ask for versions of others that do not go together',
    advice: 'Run "npm install" and mend them, or set "install-args" to --legacy-peer-deps.',
  },
  {
    pattern:
      /Permission denied \(publickey|Host key verification failed|Could not read from remote|could not read Username/,
    code: 'packages-unresolved',
    headline: 'A package that comes from git cannot be fetched',
    advice: 'Give the runner a login for that repository, or take the package from the registry.',
  },
  {
    pattern:
      /\bE404\b|\bETARGET\b|ERR_PNPM_FETCH_404|ERR_PNPM_NO_MATCHING_VERSION|Couldn't find|Request failed "404|client error \(404\b|\bYN0035\b|\bYN0082\b/,
    code: 'packages-unresolved',
    headline: 'A package cannot be found',
    advice: 'Check that it exists, and that "registry-url" or the .npmrc leads to the registry that has it.',
  },
  {
    pattern: /npm error command failed|ELIFECYCLE|LIFECYCLE_SCRIPT_FAILED|Command failed|\bYN0009\b/,
    code: 'install-script-failed',
    headline: 'An install script of the project or of a package failed',
    advice: 'Look for a compiler, a Python or a download that it needs and the runner does not have.',
  },
];
