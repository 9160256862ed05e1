import { join } from 'node:path';
import { type Context, runProcess } from '@slipway/runner';
import { SonarFailure } from '../failure.ts';
import { trustStorePassword } from './environment.ts';
import { javaProgram } from './java.ts';

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Writes the authorities of SONAR_ROOT_CERT (PEM) into a file that Java reads, and returns its path. The scanner asks
 * it besides Java's own list.
 * @throws {SonarFailure} `bad-input` when it holds no certificate, `no-scanner` without a Java
 */
export async function makeTrustStore(pem: string, context: Context): Promise<string> {
  const keytool = await javaProgram('keytool', context);
  const store = join(await context.scratchFolder('trust'), 'sonar.p12');
  const certificates = pem.match(certificate) ?? [];
  if (certificates.length === 0) throw notACertificate('no BEGIN CERTIFICATE is in it');
  for (const [index, text] of certificates.entries()) {
    const file = await context.secretFile(`sonar-${index}.pem`, text);
    const target = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', trustStorePassword];
    const args = ['-importcert', '-noprompt', '-alias', `slipway-${index}`, '-file', file, ...target];
    const { exitCode, stdout } = await runProcess(keytool, args, { env: context.env, signal: context.signal });
    if (exitCode !== 0) throw notACertificate(stdout.trim().replace(/^keytool error: /, ''));
  }
  return store;
}

function notACertificate(reason: string): SonarFailure {
  return new SonarFailure({
    code: 'bad-input',
    headline: 'Bad input: SONAR_ROOT_CERT: not a certificate; allowed: certificates of authorities as PEM',
    reason,
  });
}
