import type { Context } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import { unpackPrinted } from '../image/unpack.ts';

/**
 * Copies the image that kaniko wrote into `layout` of a container to a folder of this machine.
 * @throws {KanikoFailure} `bad-image`; the signal's reason when the job is cancelled; an error of the system, such as a full disk
 */
export async function copyLayout(
  engine: string,
  { name, layout }: { readonly name: string; readonly layout: string },
  folder: string,
  context: Pick<Context, 'env' | 'signal'>,
): Promise<void> {
  const reason = await unpackPrinted(engine, ['cp', `${name}:${layout}`, '-'], folder, context);
  if (reason === '') return;
  throw new KanikoFailure({ code: 'bad-image', headline: 'The image cannot be copied out of the container', reason });
}
