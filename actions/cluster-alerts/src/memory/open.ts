import { resolve } from 'node:path';
import type { Cluster } from '@slipway/cluster';
import { configMapPattern } from '../inputs.ts';
import { configMapStore, fileStore, type Store } from './store.ts';

/** @param state `configmap/<namespace>/<name>`, or a path that is absolute or below the workspace */
export function openStore(state: string, cluster: Cluster, workspace: string): Store {
  const [, namespace, name] = configMapPattern.exec(state) ?? [];
  return namespace !== undefined && name !== undefined
    ? configMapStore(cluster, namespace, name)
    : fileStore(resolve(workspace, state));
}
