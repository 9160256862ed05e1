import { type Context, startProcess } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import { unpackLayout } from '../image/unpack.ts';

/**
 * Copies the image that kaniko wrote into `layout` of a container to a folder of this machine.
 * @throws {KanikoFailure} `bad-image`; the signal's reason when the job is cancelled; an error of the system, such as a full disk
 */
export async function copyLayout(
  engine: string,
  { name, layout }: { readonly name: string; readonly layout: string },
  folder: string,
  { env, signal }: Pick<Context, 'env' | 'signal'>,
): Promise<void> {
  const copy = startProcess(engine, ['cp', `${name}:${layout}`, '-'], { env, signal });
  let said = '';
  copy.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const broken = await unpackLayout(copy.stdout, folder).then(
    () => undefined,
    (error: Error) => error,
  );
  // It would wait for ever for somebody who reads on.
  if (broken !== undefined) copy.kill();
  const { exitCode, isCanceled } = await copy;
  if (isCanceled) throw signal.reason;
  if (broken !== undefined && 'errno' in broken) throw broken;
  if (broken === undefined && exitCode === 0) return;
  throw new KanikoFailure({
    code: 'bad-image',
    headline: 'The image cannot be copied out of the container',
    reason: said.trim() || broken?.message || `${engine} exits ${exitCode}`,
  });
}
