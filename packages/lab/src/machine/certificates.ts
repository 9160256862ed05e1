import { mkdir, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { exists } from '../tools/cache.ts';
import { inLab } from './folders.ts';

export interface Certificate {
  /** Paths of PEM files. */
  readonly certificate: string;
  readonly key: string;
}

const days = '30';
const pathsOf = (name: string): Certificate => ({
  certificate: inLab('pki', `${name}.crt`),
  key: inLab('pki', `${name}.key`),
});

/** The lab's own certificate authority: where its files are. */
export const authority = () => pathsOf('ca');

async function makeAuthority(): Promise<void> {
  const { certificate, key } = authority();
  if (await exists(certificate)) return;
  await mkdir(inLab('pki'), { recursive: true, mode: 0o700 });
  await execa('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
    '-subj',
    '/CN=slipway lab',
    '-days',
    days,
  ]);
}

/** A server's certificate for `names` such as `IP:127.0.0.1`, signed by the lab's authority; made once. */
export function serverCertificate(name: string, names: readonly string[]): Promise<Certificate> {
  return sign(name, `/CN=${name}`, [`subjectAltName=${names.join(',')}`, 'extendedKeyUsage=serverAuth']);
}

/** A client's certificate; in Kubernetes `organization` is the group. */
export function clientCertificate(name: string, organization: string): Promise<Certificate> {
  return sign(name, `/O=${organization}/CN=${name}`, ['extendedKeyUsage=clientAuth']);
}

async function sign(name: string, subject: string, extensions: readonly string[]): Promise<Certificate> {
  await makeAuthority();
  const paths = pathsOf(name);
  if (await exists(paths.certificate)) return paths;
  const [request, extension] = [inLab('pki', `${name}.csr`), inLab('pki', `${name}.ext`)];
  await writeFile(extension, extensions.join('\n'));
  await execa('openssl', [
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    paths.key,
    '-out',
    request,
    '-subj',
    subject,
  ]);
  const { certificate: ca, key } = authority();
  await execa('openssl', [
    'x509',
    '-req',
    '-in',
    request,
    '-CA',
    ca,
    '-CAkey',
    key,
    '-CAcreateserial',
    '-out',
    paths.certificate,
    '-days',
    days,
    '-extfile',
    extension,
  ]);
  return paths;
}

/** A key pair for signing service account tokens. */
export async function signingKey(name: string): Promise<string> {
  await mkdir(inLab('pki'), { recursive: true, mode: 0o700 });
  const { key } = pathsOf(name);
  if (!(await exists(key))) await execa('openssl', ['genrsa', '-out', key, '2048']);
  return key;
}
