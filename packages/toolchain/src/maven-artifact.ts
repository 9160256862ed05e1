import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HttpFailure, request } from '@slipway/http';
import { ToolFailure } from './failure.ts';

/** A file of a Maven repository, pinned by what is in it. */
export interface MavenArtifact {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  /** What follows the version in the file's name, such as `.jar` or `-bin.tar.gz`. */
  readonly ending: string;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
}

export interface ToolSource {
  /** Address of a Maven repository: https://repo.maven.apache.org/maven2, or a mirror of it. */
  readonly repository: string;
  /** Folder that later jobs on this machine find again. */
  readonly cache: string;
  readonly signal?: AbortSignal;
}

/**
 * Path of an artifact on this machine, fetched when the cache does not hold it or holds something else under its name.
 * Two jobs at once each write a file of their own; the last rename wins, and both are the same.
 * @throws {ToolFailure} `tool-unreachable`, `tool-refused`, or `tool-altered` when the checksum is another
 */
export async function fetchTool(artifact: MavenArtifact, source: ToolSource): Promise<string> {
  const { artifactId, version, ending, sha256 } = artifact;
  const file = `${artifactId}-${version}${ending}`;
  const path = join(source.cache, artifactId, version, file);
  const kept = await readFile(path).catch(() => undefined);
  if (kept !== undefined && sha256Of(kept) === sha256) return path;

  const url = addressOf(artifact, source.repository, file);
  const shown = withoutLogin(url);
  const content = await download(url, shown, source.signal);
  const actual = sha256Of(content);
  if (actual !== sha256) {
    throw new ToolFailure({
      code: 'tool-altered',
      headline: `${shown} is not the file that is expected`,
      reason: `Its SHA-256 is ${actual}, not ${sha256}.`,
      advice: 'Look at what the repository or mirror hands out; nothing of it was used.',
    });
  }
  const draft = `${path}.${randomUUID()}.part`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, content)
    .then(() => rename(draft, path))
    .finally(() => rm(draft, { force: true }));
  return path;
}

function addressOf({ groupId, artifactId, version }: MavenArtifact, repository: string, file: string): string {
  return [repository.replace(/\/+$/, ''), groupId.replaceAll('.', '/'), artifactId, version, file].join('/');
}

async function download(url: string, shown: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const options = { timeout: 300_000, ...(signal === undefined ? {} : { signal }) };
  const answer = await request(url, options).catch((error: unknown) => {
    if (!(error instanceof HttpFailure)) throw error;
    throw new ToolFailure({
      code: 'tool-unreachable',
      headline: `No answer from ${new URL(url).origin}, which ${shown} should come from`,
      ...(error.reason === undefined ? {} : { reason: error.reason }),
      advice: 'Give a repository that this runner reaches, or install the tool on the runner.',
      cause: error,
    });
  });
  if (answer.status === 200) return answer.body;
  throw new ToolFailure({
    code: 'tool-refused',
    headline: `${shown} is answered with ${answer.status}`,
    advice: 'Give the address of a Maven repository that has it, such as https://repo.maven.apache.org/maven2.',
  });
}

/** A mirror's login belongs in no message. */
const withoutLogin = (url: string) => url.replace(/^(https?:\/\/)[^/]*@/, '$1');

const sha256Of = (content: Buffer) => createHash('sha256').update(content).digest('hex');
