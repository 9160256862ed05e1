import type { Connection } from './connection.ts';

/** A Lease of coordination.k8s.io/v1, as far as a lock reads it. */
export interface Lease {
  /** Changes with each write. */
  readonly version: string;
  /** Empty when nobody holds it. */
  readonly holder: string;
  /** Seconds without a renewal after which others may take it. */
  readonly duration: number;
}

/** Reads and writes one Lease. A write fails, instead of overwriting, where somebody else was faster. */
export interface LeaseFile {
  read(): Promise<Lease | undefined>;
  /**
   * Is sent although the run was cancelled: one that was cut off would leave open whether it was made.
   * @returns the new version; undefined when somebody else was faster
   */
  write(known: Lease | undefined, holder: string, duration: number): Promise<string | undefined>;
}

export function leaseFile(connection: Connection, namespace: string, name: string): LeaseFile {
  const folder = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
  const path = `${folder}/${encodeURIComponent(name)}`;
  const what = `write Lease ${name} in ${namespace}`;

  return {
    async read() {
      const found = await connection.find<{
        metadata: { resourceVersion: string };
        spec?: { holderIdentity?: string; leaseDurationSeconds?: number };
      }>({ path, what: `get Lease ${name} in ${namespace}` });
      if (found === undefined) return undefined;
      const { holderIdentity = '', leaseDurationSeconds = 0 } = found.spec ?? {};
      return { version: found.metadata.resourceVersion, holder: holderIdentity, duration: leaseDurationSeconds };
    },

    async write(known, holder, duration) {
      // MicroTime: six digits.
      const now = new Date().toISOString().replace('Z', '000Z');
      const spec = {
        holderIdentity: holder,
        leaseDurationSeconds: duration,
        renewTime: now,
        ...(known?.holder === holder ? {} : { acquireTime: now }),
      };
      const change = { what, survivesCancel: true };
      const answer =
        known === undefined
          ? await connection.call({ ...change, method: 'POST', path: folder, body: { metadata: { name }, spec } })
          : await connection.call({
              ...change,
              method: 'PATCH',
              path,
              body: { metadata: { resourceVersion: known.version }, spec },
            });
      // One that is to be changed may have been removed meanwhile; where one is to be made, the namespace is not there.
      if (answer.status === 409 || (answer.status === 404 && known !== undefined)) return undefined;
      if (answer.status >= 300) throw connection.explain(answer, what);
      return (JSON.parse(answer.text) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
    },
  };
}
