import type { Finding, Verdict } from './verdict.ts';

/** Where objects say which Secret their controller makes of them; else it has the object's own name. */
const paths: Readonly<Record<string, readonly string[]>> = {
  'external-secrets.io/ExternalSecret': ['target', 'name'],
  'cert-manager.io/Certificate': ['secretName'],
  'bitnami.com/SealedSecret': ['template', 'metadata', 'name'],
  'secrets.hashicorp.com/VaultStaticSecret': ['destination', 'name'],
  'secrets.hashicorp.com/VaultDynamicSecret': ['destination', 'name'],
};

/** An object of a release as it was applied. */
export interface AppliedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly spec?: unknown;
}

/** Name of the Secret that a controller will make of an object, undefined for kinds of which none is made. */
export function promisedSecret({ apiVersion, kind, name, spec }: AppliedObject): string | undefined {
  const path = paths[`${apiVersion.split('/')[0]}/${kind}`];
  if (path === undefined) return undefined;
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], spec);
  return typeof value === 'string' && value !== '' ? value : name;
}

/**
 * A Secret that is missing proves nothing while the release itself has ordered it: the pod is asked again until it is there.
 * @param promised names of the Secrets that the release orders
 */
export function waitForPromised(verdict: Verdict, promised: readonly string[]): Verdict {
  if (verdict.state !== 'failed' || promised.length === 0) return verdict;
  const isPromised = ({ code, clause }: Finding) =>
    code === 'config-missing' && promised.includes(/\bsecret "([^"]+)"/i.exec(clause)?.[1] ?? '');
  if (!verdict.findings.every(isPromised)) return verdict;
  return {
    state: 'progressing',
    waitingFor: verdict.findings.map(({ clause }) => `${clause}, which is being made`),
    suspects: verdict.findings,
  };
}
