import { expect, test } from 'vitest';
import { type ScannerConnection, scannerEnvironment } from './environment.ts';

const connection: ScannerConnection = {
  url: 'https://sonar.example.com',
  token: 'sqa_1',
  version: '26.9.0.129388',
  proxy: undefined,
  trustStore: '',
};
const params = (env: Record<string, string>) => JSON.parse(env.SONAR_SCANNER_JSON_PARAMS ?? '{}') as unknown;

test('address and token, and nothing else where nothing else is needed', () => {
  expect(scannerEnvironment({ PATH: '/bin' }, connection)).toEqual({
    PATH: '/bin',
    SONAR_HOST_URL: 'https://sonar.example.com',
    SONAR_TOKEN: 'sqa_1',
  });
});

test('a server before 10 gets its token as login, from scanners of every age', () => {
  const env = scannerEnvironment({}, { ...connection, version: '9.9.8.100196' });
  expect(params(env)).toEqual({ 'sonar.login': 'sqa_1' });
  expect(env.SONARQUBE_SCANNER_PARAMS).toBe(env.SONAR_SCANNER_JSON_PARAMS);
});

test('a proxy with its login, and an own authority', () => {
  const proxy = new URL('http://ci:p%40ss@proxy.example.com:3128');
  expect(params(scannerEnvironment({}, { ...connection, proxy, trustStore: '/t/ca.p12' }))).toEqual({
    'sonar.scanner.truststorePath': '/t/ca.p12',
    'sonar.scanner.truststorePassword': 'changeit',
    'sonar.scanner.proxyHost': 'proxy.example.com',
    'sonar.scanner.proxyPort': '3128',
    'sonar.scanner.proxyUser': 'ci',
    'sonar.scanner.proxyPassword': 'p@ss',
  });
});

test('a login of a proxy that is no percent-encoding is taken as it is', () => {
  const proxy = new URL('http://ci:100%@proxy.example.com');
  expect(params(scannerEnvironment({}, { ...connection, proxy }))).toMatchObject({
    'sonar.scanner.proxyPassword': '100%',
  });
});

test('what the job has set stands', () => {
  const env = { SONAR_SCANNER_JSON_PARAMS: '{"sonar.scanner.proxyHost":"mine","sonar.x":"1"}' };
  const proxy = new URL('https://proxy.example.com');
  expect(params(scannerEnvironment(env, { ...connection, proxy }))).toEqual({
    'sonar.scanner.proxyHost': 'mine',
    'sonar.scanner.proxyPort': '443',
    'sonar.x': '1',
  });
});
