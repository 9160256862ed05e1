import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, findProgram, runProcess } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import type { ImageLayout } from './layout.ts';

/** Milliseconds; large images take a minute. */
const patience = 600_000;

/**
 * Has syft write down what is in the image, as CycloneDX JSON, into a file for later steps, and gives its path. Empty where
 * that did not work, with a warning: no image is held up by it.
 */
export async function writeSbom(image: ImageLayout, inputs: Inputs, context: Context): Promise<string> {
  const fail = (why: string) => {
    context.log.warning(`No SBOM of ${inputs.repository}: ${why}`);
    return '';
  };
  const syft = await findProgram(context.env.SYFT || 'syft', context.env);
  if (syft === undefined) return fail('the program syft is not on PATH');
  const folder = join(context.temp, 'slipway-sbom');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${inputs.repository.replaceAll('/', '_')}.cdx.json`);
  const name = ['--source-name', `${inputs.registry}/${inputs.repository}`, '--source-version', image.digest];
  const args = ['scan', '--quiet', `oci-dir:${image.folder}`, ...name, '--output', `cyclonedx-json=${file}`];
  const env = { ...context.env, SYFT_CHECK_FOR_APP_UPDATE: 'false' };
  const { exitCode, stderr, timedOut } = await runProcess(syft, args, {
    env,
    signal: context.signal,
    timeout: patience,
  });
  if (exitCode === 0) {
    context.log.info(`The SBOM is ${file}`);
    return file;
  }
  await rm(file, { force: true });
  return fail(timedOut ? 'syft was not done after 10 min' : stderr.trim().slice(-500));
}
