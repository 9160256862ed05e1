import { join } from 'node:path';
import { type Context, findProgram } from '@slipway/runner';
import { SonarFailure } from '../failure.ts';

/**
 * A program of the JDK or JRE that the job has set up (JAVA_HOME), else of the one on PATH.
 * @throws {SonarFailure} `no-scanner`
 */
export async function javaProgram(name: 'java' | 'keytool', context: Context): Promise<string> {
  const home = context.env.JAVA_HOME ?? '';
  const own = home === '' ? undefined : await findProgram(join(home, 'bin', name), context.env);
  const program = own ?? (await findProgram(name, context.env));
  if (program !== undefined) return program;
  throw new SonarFailure({
    code: 'no-scanner',
    headline: `The scanner needs Java, and ${name} is neither in JAVA_HOME nor on PATH`,
    advice: 'Install a JRE of 17 or later on the runner, or set JAVA_HOME.',
  });
}
