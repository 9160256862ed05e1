import type { FailureDetails } from '@slipway/findings';
import type { NpmFailureCode } from '../failure.ts';
import type { ManagerName } from './name.ts';

interface Explanation {
  readonly pattern: RegExp;
  readonly code: NpmFailureCode;
  readonly headline: string;
  readonly advice: string;
}

/** What npm, pnpm, yarn 1 and yarn 2+ print, in this order. */
const explanations: readonly Explanation[] = [
  {
    pattern: /\bEUSAGE\b|ERR_PNPM_OUTDATED_LOCKFILE|lockfile needs to be updated|\bYN0028\b/,
    code: 'lock-file-outdated',
    headline: 'The lock file does not match package.json',
    advice: 'Run "{manager} install" and commit the lock file with package.json.',
  },
  {
    pattern: /\bE401\b|\bE403\b|\bENEEDAUTH\b|ERR_PNPM_FETCH_40[13]|\b40[13] (?:Unauthorized|Forbidden)|\bYN0041\b/,
    code: 'login-refused',
    headline: 'The registry refuses the login',
    advice: 'Check "registry-url" and "token", or the .npmrc of the project and the runner.',
  },
  {
    pattern: /\bE404\b|\bETARGET\b|ERR_PNPM_FETCH_404|ERR_PNPM_NO_MATCHING_VERSION|Couldn't find|\bYN0035\b|\bYN0082\b/,
    code: 'packages-unresolved',
    headline: 'A package cannot be found',
    advice: 'Check that it exists, and that "registry-url" or the .npmrc leads to the registry that has it.',
  },
];

/** Why an installation failed, by what it printed last. */
export function explainInstall(
  manager: ManagerName,
  exitCode: number,
  lines: readonly string[],
): FailureDetails<NpmFailureCode> {
  const text = lines.join('\n');
  const found = explanations.find(({ pattern }) => pattern.test(text));
  const reason = text === '' ? {} : { reason: firstWords(lines) };
  if (found === undefined) {
    return { code: 'install-failed', headline: `The installation ended with exit code ${exitCode}`, ...reason };
  }
  return { code: found.code, headline: found.headline, ...reason, advice: found.advice.replace('{manager}', manager) };
}

const maxReasonLines = 15;

/** From the first line that speaks of an error, as far as a person reads; not what npm says of its own use. */
function firstWords(lines: readonly string[]): string {
  const first = lines.findIndex((line) => /error|ERR/i.test(line));
  const start = first === -1 ? Math.max(0, lines.length - maxReasonLines) : first;
  const said = lines.slice(start).filter((line) => line !== 'npm error');
  const end = said.indexOf('npm error Clean install a project');
  return said.slice(0, end === -1 ? maxReasonLines : Math.min(end, maxReasonLines)).join('\n');
}
