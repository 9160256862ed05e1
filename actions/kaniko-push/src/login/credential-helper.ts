import type { Credentials } from '@slipway/registry';
import { type Context, findProgram, runProcess } from '@slipway/runner';
import { tokenUser } from './docker-config.ts';

/** Milliseconds; some ask a cloud for it. */
const patience = 30_000;

/**
 * Asks `docker-credential-<name>` for a login, by the protocol of docker-credential-helpers: the server on standard input,
 * the answer as JSON. Undefined where it knows none; why a helper cannot be asked is a warning.
 */
export async function askHelper(name: string, server: string, context: Context): Promise<Credentials | undefined> {
  const { env, signal } = context;
  const program = `docker-credential-${name}`;
  const warn = (why: string) =>
    void context.log.warning(`${program} of Docker's config.json gives no login for ${server}: ${why}`);
  const path = /^[\w.-]+$/.test(name) ? await findProgram(program, env) : undefined;
  if (path === undefined) return warn('it is not on PATH');
  const asked = await runProcess(path, ['get'], { env, signal, timeout: patience, input: server });
  if (asked.timedOut) return warn('it did not answer in 30 s');
  if (/credentials not found/i.test(asked.stdout)) return undefined;
  if (asked.exitCode !== 0) return warn((asked.stdout.trim() || asked.stderr.trim()).slice(0, 300));
  const answer = parse(asked.stdout);
  if (answer === undefined) return warn('its answer is not that of a credential helper');
  const { Username: username, Secret: secret } = answer;
  if (username === tokenUser) return { username, password: '', identityToken: secret };
  return username === '' ? undefined : { username, password: secret };
}

/** What it printed may be a secret, and is shown to nobody. */
function parse(text: string): { readonly Username: string; readonly Secret: string } | undefined {
  try {
    const { Username, Secret } = JSON.parse(text) as Record<string, unknown>;
    return typeof Username === 'string' && typeof Secret === 'string' ? { Username, Secret } : undefined;
  } catch {
    return undefined;
  }
}
