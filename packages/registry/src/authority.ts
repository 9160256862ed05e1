import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryFailure } from './failure.ts';

const beginning = '-----BEGIN CERTIFICATE-----';

/**
 * Text of the certificate authority that the input `registry-ca` gives: PEM, or the path of a file in the workspace. Empty when
 * none is given.
 * @throws {RegistryFailure} `bad-authority`
 */
export async function readAuthority(workspace: string, given: string): Promise<string> {
  if (given === '' || given.includes(beginning)) return given;
  const text = await readFile(resolve(workspace, given), 'utf8').catch(() => '');
  if (text.includes(beginning)) return text;
  throw new RegistryFailure({
    code: 'bad-authority',
    headline: `registry-ca: "${given.slice(0, 80)}" is neither PEM text nor a file that holds it`,
  });
}
