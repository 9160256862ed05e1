import type { Connection } from './connection.ts';

export async function hasNamespace(connection: Connection, name: string): Promise<boolean> {
  const path = `/api/v1/namespaces/${encodeURIComponent(name)}`;
  const answer = await connection.call({ path, what: `get namespace ${name}` });
  if (answer.status === 404) return false;
  // Users of one namespace may often not read it; what they may do in it tells the rest.
  if (answer.status === 403) return true;
  if (answer.status >= 300) throw connection.explain(answer, `get namespace ${name}`);
  return true;
}

export async function createNamespace(
  connection: Connection,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  const what = `create namespace ${name}`;
  const answer = await connection.call({
    ...{ method: 'POST', path: '/api/v1/namespaces', body, what },
    isRepeatable: true,
  });
  // Another deployment may have been faster.
  if (answer.status >= 300 && answer.status !== 409) throw connection.explain(answer, what);
}
