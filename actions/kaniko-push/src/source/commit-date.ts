import type { Context } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import type { Git } from './git.ts';

/**
 * Seconds since 1970 that stand for «now» in the image (reproducible-builds.org/specs/source-date-epoch): the variable
 * SOURCE_DATE_EPOCH, or the date of the commit. Undefined where neither is there.
 * @throws {KanikoFailure} `bad-option`
 */
export async function commitDate(git: Git | undefined, { env }: Pick<Context, 'env'>): Promise<number | undefined> {
  const given = env.SOURCE_DATE_EPOCH ?? '';
  // Later than the year 9999 a date has no form any more that others read.
  if (/^\d{1,11}$/.test(given)) return Number(given);
  if (given !== '') {
    throw new KanikoFailure({
      code: 'bad-option',
      headline: `SOURCE_DATE_EPOCH: "${given}" given; allowed: seconds since 1970-01-01, as digits`,
    });
  }
  const shown = await git?.call('log', '-1', '--format=%ct', 'HEAD');
  return shown?.exitCode === 0 ? Number(shown.stdout.trim()) : undefined;
}

/** As RFC 3339 has it, in UTC. */
export function formatDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
