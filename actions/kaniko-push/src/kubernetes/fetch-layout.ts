import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import { unpackPrinted } from '../image/unpack.ts';
import { inNamespace, type Kubectl } from './kubectl.ts';
import { layout } from './pod.ts';

/** A connection that breaks off must not cost the build. */
const attempts = 3;

/**
 * Fetches the image from the helper of a pod into a folder. The login for the push never enters the pod: the image leaves
 * it instead, and is pushed from here.
 * @throws {KanikoFailure} `executor-failed`
 */
export async function fetchLayout(kubectl: Kubectl, name: string, context: Context): Promise<string> {
  const tar = ['exec', `pod/${name}`, '--container', 'helper', '--', 'tar', '-cf', '-', '-C', layout, '.'];
  let why = '';
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const folder = await mkdtemp(join(await context.scratchFolder('images'), 'image-'));
    why = await unpackPrinted(kubectl.program, [...inNamespace(kubectl), ...tar], folder, context);
    if (why === '') return folder;
    context.log.info(`The image did not come out of the pod, attempt ${attempt} of ${attempts}: ${why}`);
  }
  throw new KanikoFailure({
    code: 'executor-failed',
    headline: 'The image cannot be fetched from the pod',
    reason: why,
    advice: 'The runner needs the right to create pods/exec, and "helper-image" an image with sleep and tar.',
  });
}
