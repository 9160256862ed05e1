import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Context, startProcess } from '@slipway/runner';
import { extract } from 'tar-stream';

/** The only names that an OCI layout has, whatever folder it was packed from. */
const layoutFile = /(?:^|\/)(index\.json|oci-layout|blobs\/sha256\/[0-9a-f]{64})$/;

/**
 * Unpacks the OCI layout that a program prints as a tar stream.
 * @returns why it did not work; empty when it did
 * @throws the signal's reason when the job is cancelled; an error of the system, such as a disk of ours that is full
 */
export async function unpackPrinted(
  program: string,
  args: readonly string[],
  folder: string,
  { env, signal }: Pick<Context, 'env' | 'signal'>,
): Promise<string> {
  const copy = startProcess(program, args, { env, signal });
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
  if (broken === undefined && exitCode === 0) return '';
  return said.trim() || broken?.message || `${basename(program)} exits ${exitCode}`;
}

/**
 * Unpacks an OCI layout from a tar stream. The build could write into it, so only regular files with the names of a
 * layout are taken; links, devices and paths that lead elsewhere never reach the disk.
 */
export async function unpackLayout(stream: Readable, folder: string): Promise<void> {
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  const tar = extract();
  const reading = pipeline(stream, tar);
  // A stream that breaks off ends the loop below with the same error.
  reading.catch(() => {});
  for await (const entry of tar) {
    const name = entry.header.type === 'file' ? layoutFile.exec(entry.header.name)?.[1] : undefined;
    if (name === undefined) entry.resume();
    else await pipeline(entry, createWriteStream(join(folder, name), { mode: 0o600 }));
  }
  await reading;
}
