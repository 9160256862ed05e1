import { Failure } from '@slipway/findings';
import type { Answer } from '@slipway/http';

export type RegistryFailureCode =
  | 'bad-authority'
  | 'registry-unreachable'
  | 'registry-not-trusted'
  | 'login-required'
  | 'login-refused'
  | 'denied'
  | 'not-found'
  | 'rate-limited'
  | 'digest-mismatch'
  | 'registry-error';

export class RegistryFailure extends Failure<RegistryFailureCode> {}

/** What was asked of the registry, for the sentence about why it failed. */
export interface Asked {
  readonly host: string;
  /** User name, empty for an anonymous request. */
  readonly user: string;
  /** Continues «The registry did not …»: `give the tags of shop/bss.index`. */
  readonly what: string;
}

/** Makes our own sentence of an answer that is neither success nor an expected «not there». */
export function explainAnswer(answer: Answer, asked: Asked): RegistryFailure {
  const { host, user, what } = asked;
  const said = wordsOf(answer);
  const reason = `The registry answered ${answer.status}${said === '' ? '' : `: ${said}`}`;
  const failure = (code: RegistryFailureCode, headline: string, advice?: string) =>
    new RegistryFailure({ code, headline, reason, ...(advice === undefined ? {} : { advice }) });
  switch (answer.status) {
    case 401:
      return user === ''
        ? failure('login-required', `${host} asks for a login to ${what}`, 'Give "username" and "password".')
        : failure(
            'login-refused',
            `${host} refuses the login of "${user}"`,
            'Check "username" and "password"; a temporary password may have expired.',
          );
    case 403:
      return failure(
        'denied',
        `${host} does not allow ${user === '' ? 'an anonymous user' : `"${user}"`} to ${what}`,
        'Give this user the right, or check the name of the repository.',
      );
    case 404:
      return failure('not-found', `${host} cannot ${what}: it is not there`);
    case 429:
      return failure('rate-limited', `${host} is asked too often, and did not ${what}`, 'Try again later.');
    default:
      return failure('registry-error', `${host} did not ${what}`);
  }
}

/** The registry's own words: `errors` of the OCI specification, or the beginning of whatever it sent. */
function wordsOf(answer: Answer): string {
  const text = answer.text().trim();
  try {
    const { errors } = JSON.parse(text) as { errors?: { code?: unknown; message?: unknown }[] };
    const words = (errors ?? []).map(({ code, message }) => [code, message].filter((word) => word).join(': '));
    if (words.length > 0) return words.join('; ').slice(0, 500);
  } catch {
    // Proxies answer in HTML; a first glimpse is better than nothing.
  }
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
