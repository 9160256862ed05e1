import { proxyLogin } from '@slipway/http';

/** How a scanner reaches the server; nothing of it is an argument, because it holds secrets. */
export interface ScannerConnection {
  readonly url: string;
  readonly token: string;
  /** Of the server, such as 9.9.8.100196. */
  readonly version: string;
  readonly proxy: URL | undefined;
  /** Path of a PKCS12 file with the authorities that the server's certificate may come from; empty takes Java's. */
  readonly trustStore: string;
}

/**
 * The scanner's environment. SONAR_SCANNER_JSON_PARAMS holds properties for scanners since 2023, SONARQUBE_SCANNER_PARAMS
 * for older ones; a server before 10 wants its token as `sonar.login` and knows no `sonar.token`. What the job has in
 * these variables already is kept, and wins.
 */
export function scannerEnvironment(
  env: Readonly<Record<string, string>>,
  connection: ScannerConnection,
): Record<string, string> {
  const { url, token, version, proxy, trustStore } = connection;
  const isOld = Number.parseInt(version, 10) < 10;
  const properties = {
    ...(isOld && token !== '' ? { 'sonar.login': token } : {}),
    ...(trustStore === '' ? {} : { 'sonar.scanner.truststorePath': trustStore }),
    ...(trustStore === '' ? {} : { 'sonar.scanner.truststorePassword': trustStorePassword }),
    ...(proxy === undefined ? {} : proxyProperties(proxy)),
    ...parse(env.SONARQUBE_SCANNER_PARAMS),
    ...parse(env.SONAR_SCANNER_JSON_PARAMS),
  };
  const json = JSON.stringify(properties);
  return {
    ...env,
    SONAR_HOST_URL: url,
    SONAR_TOKEN: token,
    ...(json === '{}' ? {} : { SONAR_SCANNER_JSON_PARAMS: json }),
    // Both the same: a newer scanner says that it ignores the old variable when they differ.
    ...(isOld && json !== '{}' ? { SONARQUBE_SCANNER_PARAMS: json } : {}),
  };
}

/** Java's usual one; the file holds certificates, which are public. */
export const trustStorePassword = 'changeit';

function proxyProperties(proxy: URL): Record<string, string> {
  const port = proxy.port || (proxy.protocol === 'https:' ? '443' : '80');
  const { username, password } = proxyLogin(proxy);
  return {
    'sonar.scanner.proxyHost': proxy.hostname,
    'sonar.scanner.proxyPort': port,
    ...(username === '' ? {} : { 'sonar.scanner.proxyUser': username }),
    ...(password === '' ? {} : { 'sonar.scanner.proxyPassword': password }),
  };
}

/** What is no JSON object is left to the scanner, which says so. */
function parse(json: string | undefined): Record<string, string> {
  try {
    return Object(JSON.parse(json || '{}')) as Record<string, string>;
  } catch {
    return {};
  }
}
