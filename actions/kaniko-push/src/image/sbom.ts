import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GitHubFailure, keepArtifact } from '@slipway/github';
import { type Context, findProgram, runProcess } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import type { ImageLayout } from './layout.ts';

/** Milliseconds; large images take a minute. */
const patience = 600_000;

/**
 * Has syft write down what is in the image, as CycloneDX JSON, into a file for later steps and an artifact of the run, and
 * gives the file's path. Empty where that did not work, with a warning: no image is held up by it.
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
    await keepWithRun(file, inputs.repository, context);
    return file;
  }
  await rm(file, { force: true });
  return fail(timedOut ? 'syft was not done after 10 min' : stderr.trim().slice(-500));
}

async function keepWithRun(file: string, repository: string, { artifacts, log, signal }: Context): Promise<void> {
  const fileName = basename(file);
  const name = `sbom-${repository.replaceAll('/', '_')}`;
  try {
    const artifact = { name, fileName, content: await readFile(file) };
    const isKept = artifacts !== undefined && (await keepArtifact(artifact, artifacts, signal));
    log.info(isKept ? `It is the artifact "${name}" of this run` : 'This runner has no artifact service to keep it in');
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    log.warning(`The SBOM of ${repository} is no artifact of the run: ${error.message}`);
  }
}
