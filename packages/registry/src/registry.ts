import { createHash } from 'node:crypto';
import { type Digest, parseDigest, parseTag, type Tag } from '@slipway/image';
import { uploadBlob } from './blobs.ts';
import { Connection } from './connection.ts';
import { explainAnswer, RegistryFailure } from './failure.ts';
import { type Blob, type Manifest, type ManifestHead, manifestTypes } from './manifest.ts';
import type { RegistryOptions } from './options.ts';

/**
 * A client of one OCI registry (OCI distribution specification 1.1). Every method
 * @throws {RegistryFailure} with our own sentence; what may be missing is undefined or empty instead.
 */
export interface Registry {
  readonly host: string;
  /** Whether the address answers as a registry and takes the login. */
  checkLogin(): Promise<void>;
  /** Whether the login may push there: starts an upload and takes it back. */
  checkPush(repository: string): Promise<void>;
  /** Undefined when there is no such manifest. */
  headManifest(repository: string, reference: Tag | Digest): Promise<ManifestHead | undefined>;
  /** @throws {RegistryFailure} `not-found`; `digest-mismatch` when the content is not what was asked for. */
  getManifest(repository: string, reference: Tag | Digest): Promise<Manifest & { readonly digest: Digest }>;
  putManifest(repository: string, reference: Tag | Digest, manifest: Manifest): Promise<Digest>;
  /** All tags; none when the repository is not there. */
  listTags(repository: string): Promise<Tag[]>;
  hasBlob(repository: string, digest: Digest): Promise<boolean>;
  /** Uploads a file's content; `open` gives it anew. It is the caller who knows that the digest is right; the registry checks it. */
  uploadBlob(repository: string, blob: Blob, open: () => NodeJS.ReadableStream): Promise<void>;
  /** Takes a blob over from another repository of the registry; false when the registry wants an upload instead. */
  mountBlob(repository: string, digest: Digest, from: string): Promise<boolean>;
  /** Lets a further tag name an image that is there. No layer is moved. */
  addTag(repository: string, image: Tag | Digest, tag: Tag): Promise<Digest>;
}

/** Nothing is sent before the first method is called. */
export function openRegistry(options: RegistryOptions): Registry {
  const connection = new Connection(options);
  const accept = { accept: manifestTypes.join(', ') };

  const registry: Registry = {
    host: options.host,

    async checkLogin() {
      const { challenge } = await connection.start();
      // Without a challenge everybody may read, and a wrong login would be noticed by nobody.
      if (challenge === undefined || options.credentials === undefined) return;
      const answer = await connection.call({ path: '', repository: '', access: 'pull', what: 'log in' });
      if (answer.status !== 200) throw explainAnswer(answer, connection.asked('log in'));
    },

    async checkPush(repository) {
      const what = `push to ${repository}`;
      const call = { repository, access: 'pull,push', what } as const;
      const answer = await connection.call({ ...call, method: 'POST', path: `${repository}/blobs/uploads/` });
      if (answer.status !== 202) throw explainAnswer(answer, connection.asked(what));
      const location = answer.headers.location;
      // Registries forget unfinished uploads by themselves; that one of them cannot cancel is no failure.
      if (typeof location === 'string') await connection.call({ ...call, method: 'DELETE', path: location });
    },

    async headManifest(repository, reference) {
      const what = `look up ${repository}${separator(reference)}${reference}`;
      const path = `${repository}/manifests/${reference}`;
      const call = { path, repository, access: 'pull', what, headers: accept } as const;
      const answer = await connection.call({ ...call, method: 'HEAD' });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw explainAnswer(answer, connection.asked(what));
      const digest = parseDigest(String(answer.headers['docker-content-digest'] ?? ''));
      const mediaType = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
      if (digest !== undefined) return { digest, mediaType, size: Number(answer.headers['content-length'] ?? 0) };
      const manifest = await registry.getManifest(repository, reference);
      return { digest: manifest.digest, mediaType: manifest.mediaType, size: manifest.content.length };
    },

    async getManifest(repository, reference) {
      const what = `give ${repository}${separator(reference)}${reference}`;
      const path = `${repository}/manifests/${reference}`;
      const answer = await connection.call({ path, repository, access: 'pull', what, headers: accept });
      if (answer.status !== 200) throw explainAnswer(answer, connection.asked(what));
      const digest = digestOf(answer.body);
      if (parseDigest(reference) !== undefined && reference !== digest) throw mismatch(options.host, reference, digest);
      const mediaType = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
      return { digest, mediaType, content: answer.body };
    },

    async putManifest(repository, reference, { mediaType, content }) {
      const what = `take ${repository}${separator(reference)}${reference}`;
      const path = `${repository}/manifests/${reference}`;
      const headers = { 'content-type': mediaType };
      const call = { path, repository, access: 'pull,push', what, headers, body: content } as const;
      const answer = await connection.call({ ...call, method: 'PUT' });
      if (answer.status !== 201 && answer.status !== 200) throw explainAnswer(answer, connection.asked(what));
      const [sent, taken] = [digestOf(content), answer.headers['docker-content-digest']];
      if (taken !== undefined && taken !== sent) throw mismatch(options.host, sent, String(taken));
      return sent;
    },

    async listTags(repository) {
      const tags: Tag[] = [];
      const what = `list the tags of ${repository}`;
      let path: string | undefined = `${repository}/tags/list?n=1000`;
      while (path !== undefined) {
        const answer = await connection.call({ path, repository, access: 'pull', what });
        if (answer.status === 404) return tags;
        if (answer.status !== 200) throw explainAnswer(answer, connection.asked(what));
        const { tags: page } = answer.json() as { tags?: readonly string[] | null };
        tags.push(...(page ?? []).map(parseTag).filter((tag) => tag !== undefined));
        path = /<([^>]+)>\s*;\s*rel="?next/.exec(String(answer.headers.link ?? ''))?.[1];
      }
      return tags;
    },

    async hasBlob(repository, digest) {
      const what = `look up a layer of ${repository}`;
      const path = `${repository}/blobs/${digest}`;
      const answer = await connection.call({ path, repository, access: 'pull,push', what, method: 'HEAD' });
      if (answer.status === 200) return true;
      if (answer.status === 404) return false;
      throw explainAnswer(answer, connection.asked(what));
    },

    uploadBlob: (repository, blob, open) => uploadBlob(connection, repository, blob, open, options),

    async mountBlob(repository, digest, from) {
      const what = `take a layer over from ${from} to ${repository}`;
      const path = `${repository}/blobs/uploads/?${new URLSearchParams({ mount: digest, from })}`;
      const call = { path, repository, access: 'pull,push', alsoFrom: from, what } as const;
      const answer = await connection.call({ ...call, method: 'POST' });
      if (answer.status === 201) return true;
      if (answer.status === 202) return false;
      throw explainAnswer(answer, connection.asked(what));
    },

    async addTag(repository, image, tag) {
      return registry.putManifest(repository, tag, await registry.getManifest(repository, image));
    },
  };
  return registry;
}

function separator(reference: string): string {
  return parseDigest(reference) === undefined ? ':' : '@';
}

function digestOf(content: Buffer): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}` as Digest;
}

function mismatch(host: string, expected: string, found: string): RegistryFailure {
  return new RegistryFailure({
    code: 'digest-mismatch',
    headline: `${host} has other content than the digest says`,
    reason: `Expected ${expected}, found ${found}.`,
  });
}
