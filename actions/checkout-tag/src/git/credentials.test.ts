import { expect, test } from 'vitest';
import { configSection, settingsEnvironment, sshCommand, tokenSettings } from './credentials.ts';

test('the token is scoped to the origin of its server', () => {
  expect(tokenSettings('abc', 'https://git.example:8443/git').map(([key]) => key)).toEqual([
    'http.https://git.example:8443/.extraheader',
    'http.https://git.example:8443/.extraheader',
    'credential.helper',
  ]);
  expect(tokenSettings('', 'https://git.example')).toEqual([]);
  expect(tokenSettings('abc', 'ssh://git@git.example')).toEqual([]);
});

test('settings stand after those that are in the environment already', () => {
  expect(settingsEnvironment([['a.b', 'c']], { GIT_CONFIG_COUNT: '1' })).toEqual({
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_1: 'a.b',
    GIT_CONFIG_VALUE_1: 'c',
  });
});

test("a file's path cannot become a command", () => {
  expect(sshCommand({})).toBe(
    'ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o StrictHostKeyChecking=accept-new',
  );
  const command = sshCommand({ key: "/tmp/it's $(x)/key", knownHosts: '/tmp/$(y)/hosts' });
  expect(command).toContain("-i '/tmp/it'\\''s $(x)/key' -o");
  expect(command).toContain(`-o 'UserKnownHostsFile="/tmp/$(y)/hosts"'`);
});

test('values of a configuration file are quoted', () => {
  expect(configSection('remote', 'origin', [['url', 'C:\\a "b"']])).toBe(
    '[remote "origin"]\n\turl = "C:\\\\a \\"b\\""\n',
  );
});
