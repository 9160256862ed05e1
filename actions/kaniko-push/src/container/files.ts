import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { loginFile } from '../kaniko/logins.ts';
import type { Build } from '../runtime/runtime.ts';

/** Where kaniko finds the certificate authority in a container or a pod. */
export const registryCaPlace = '/kaniko/registry-ca.pem';

/**
 * What a container needs besides the context, as tar streams by the folder they go to: the login and the certificate
 * authority, and secrets. They travel over the daemon's socket and never stand in an argument.
 */
export function privateFiles(build: Build): ReadonlyMap<string, NodeJS.ReadableStream> {
  const kaniko = new Map<string, string>();
  if (build.logins.size > 0) kaniko.set('.docker/config.json', loginFile(build.logins));
  if (build.registryCa !== '') kaniko.set('registry-ca.pem', build.registryCa);
  const folders = new Map([
    ['/kaniko', kaniko],
    ['/run/secrets', build.inputs.secrets],
  ] as const);
  const streams = new Map<string, NodeJS.ReadableStream>();
  for (const [folder, files] of folders) {
    if (files.size === 0) continue;
    const tar = pack();
    for (const [name, content] of files) tar.entry({ name, mode: 0o400, uid: 0, gid: 0 }, content);
    tar.finalize();
    streams.set(folder, Readable.from(tar));
  }
  return streams;
}
