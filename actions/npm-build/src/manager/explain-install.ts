import type { FailureDetails } from '@slipway/findings';
import type { NpmFailureCode } from '../failure.ts';
import { installFailures } from './install-failures.ts';
import type { ManagerName } from './name.ts';

/**
 * Whether npm left packages half unpacked: it only warns where the disk is full, and ends with 0.
 * @param lines What it printed last.
 */
export function hasHalfPackages(lines: readonly string[]): boolean {
  return lines.some((line) => /^npm warn tar TAR_ENTRY_ERROR (?:ENOSPC|EDQUOT|EIO)\b/.test(line));
}

/** Why an installation failed, by what it printed last. */
export function explainInstall(
  manager: ManagerName,
  exitCode: number,
  lines: readonly string[],
): FailureDetails<NpmFailureCode> {
  const found = installFailures.find(({ pattern }) => lines.some((line) => pattern.test(line)));
  const reason = lines.length === 0 ? {} : { reason: firstWords(lines, found?.pattern) };
  if (found === undefined) {
    return { code: 'install-failed', headline: `The installation ended with exit code ${exitCode}`, ...reason };
  }
  const named = (text: string) => text.replaceAll('{manager}', manager);
  return { code: found.code, headline: named(found.headline), ...reason, advice: named(found.advice) };
}

const maxReasonLines = 15;

/** Frames of the package manager's own code, and where it says more. */
const noise = /^(?:npm error)?\s+at |^npm error$|A complete log of this run|^info Visit/;

/** From the first line that speaks of the error, as far as a person reads; not what npm says of its own use. */
function firstWords(lines: readonly string[], pattern = /error|ERR/i): string {
  const first = lines.findIndex((line) => /error|ERR/i.test(line) || pattern.test(line));
  const start = first === -1 ? Math.max(0, lines.length - maxReasonLines) : first;
  const said = [...new Set(lines.slice(start))].filter((line) => !noise.test(line));
  const end = said.indexOf('npm error Clean install a project');
  return said.slice(0, end === -1 ? maxReasonLines : Math.min(end, maxReasonLines)).join('\n');
}
