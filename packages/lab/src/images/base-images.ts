import { chmod, copyFile, cp, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Progress } from '../component.ts';
import { LabFailure } from '../failure.ts';
import { requirePackages } from '../tools/apt.ts';
import { cached, exists } from '../tools/cache.ts';
import { go, writeModule } from '../tools/go.ts';
import { hasImage, type ImageSettings, packImage, pushImage } from './images.ts';

interface BaseImage {
  readonly name: string;
  readonly settings: ImageSettings;
  /** What the content depends on besides this file. */
  version(): Promise<string>;
  fill(folder: string): Promise<void>;
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
export const pauseImage = 'pause:lab';

/** Images that a private registry would mirror; no public registry is reached. The names are the public ones. */
const baseImages = (executor: string): readonly BaseImage[] => [
  { name: pauseImage, settings: { Entrypoint: ['/pause'] }, version: async () => '1', fill: fillPause },
  {
    name: 'library/busybox:1',
    settings: { Cmd: ['sh'], Env: [`PATH=${path}`] },
    version: async () => '1',
    fill: fillBusybox,
  },
  {
    name: 'library/eclipse-temurin:17-jre',
    settings: { Env: [`PATH=/opt/java/openjdk/bin:${path}`, 'JAVA_HOME=/opt/java/openjdk', 'LANG=C.UTF-8'] },
    version: async () => javaVersion(await findJdk()),
    fill: fillJava,
  },
  {
    name: 'kaniko/executor:lab',
    settings: {
      Entrypoint: ['/kaniko/executor'],
      Env: [
        'PATH=/usr/local/bin:/kaniko',
        'HOME=/root',
        'USER=root',
        'SSL_CERT_DIR=/kaniko/ssl/certs',
        'DOCKER_CONFIG=/kaniko/.docker/',
      ],
    },
    version: async () => String((await stat(executor)).mtimeMs),
    fill: (folder) => fillKaniko(folder, executor),
  },
];

/** Puts those base images into the registry that it does not have; they are packed once and kept with the tools. */
export async function provideBaseImages(registry: string, executor: string, progress: Progress): Promise<void> {
  for (const image of baseImages(executor)) {
    if (await hasImage(registry, image.name)) continue;
    await progress.step(`kaniko: base image ${image.name}`, async () => {
      await pushImage(registry, image.name, await packed(image, await image.version()));
    });
  }
}

function packed(image: BaseImage, version: string): Promise<string> {
  const key = `image-${image.name}-${version}`.replace(/[^\w.-]/g, '_');
  return cached(key, async (draft) => {
    const folder = join(draft, 'root');
    await mkdir(folder);
    await image.fill(folder);
    await packImage(folder, draft, image.settings);
    await rm(folder, { recursive: true });
  });
}

/** What every image wants: a temporary folder for all, and names for the users. */
async function fillBasics(folder: string): Promise<void> {
  await Promise.all(['tmp', 'etc', 'bin'].map((name) => mkdir(join(folder, name), { recursive: true })));
  await chmod(folder, 0o755);
  await chmod(join(folder, 'tmp'), 0o1777);
  await writeFile(join(folder, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n');
  await writeFile(join(folder, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
}

async function fillPause(folder: string): Promise<void> {
  const source = `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGINT, syscall.SIGTERM)
	<-end
}
`;
  const built = await cached('pause-1', async (draft) => {
    await writeModule(draft, { 'go.mod': 'module pause\n\ngo 1.21\n', 'main.go': source });
    await go(['build', '-trimpath', '-ldflags=-s -w', '-o', 'pause', '.'], draft, { CGO_ENABLED: '0' });
  });
  await copyFile(join(built, 'pause'), join(folder, 'pause'));
  await chmod(folder, 0o755);
}

async function fillBusybox(folder: string): Promise<void> {
  await requirePackages(['busybox-static']);
  await fillBasics(folder);
  const busybox = join(folder, 'bin/busybox');
  await copyFile('/bin/busybox', busybox);
  const { stdout } = await execa(busybox, ['--list']);
  for (const name of stdout.split('\n')) {
    if (name !== 'busybox') await symlink('busybox', join(folder, 'bin', name));
  }
}

async function fillJava(folder: string): Promise<void> {
  await fillBusybox(folder);
  const jdk = await findJdk();
  const runtime = join(folder, 'opt/java/openjdk');
  await mkdir(join(folder, 'opt/java'), { recursive: true });
  const modules = 'java.se,jdk.httpserver,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management';
  const slim = ['--strip-debug', '--no-header-files', '--no-man-pages', '--compress=1'];
  await execa(join(jdk, 'bin/jlink'), ['--add-modules', modules, ...slim, '--output', runtime]);
  for (const library of await librariesOf(runtime)) {
    await mkdir(join(folder, library, '..'), { recursive: true });
    await cp(library, join(folder, library), { dereference: true });
  }
}

/** Shared libraries of the system that the Java runtime's programs want. */
async function librariesOf(jre: string): Promise<string[]> {
  const objects = [
    join(jre, 'bin/java'),
    ...['libjava.so', 'libnio.so', 'libnet.so', 'libzip.so', 'server/libjvm.so'].map((name) => join(jre, 'lib', name)),
  ];
  const libraries = new Set<string>();
  for (const object of objects) {
    const { stdout } = await execa('ldd', [object]);
    for (const [, library = ''] of stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)) {
      if (!library.startsWith(jre)) libraries.add(library);
    }
  }
  return [...libraries];
}

async function findJdk(): Promise<string> {
  const { stdout } = await execa('sh', ['-c', 'readlink -f "$(command -v javac)"'], { reject: false });
  const onPath = stdout.replace(/\/bin\/javac$/, '');
  const others = (await readdir('/usr/lib/jvm').catch(() => [])).map((name) => join('/usr/lib/jvm', name));
  for (const home of [process.env.JAVA_HOME ?? '', onPath, ...others]) {
    if (home !== '' && (await exists(join(home, 'bin/jlink'))) && (await exists(join(home, 'jmods')))) return home;
  }
  throw new LabFailure(
    'No JDK with jlink and jmods is here; the lab makes its Java base image of it. Install a JDK 17 or set JAVA_HOME.',
  );
}

async function javaVersion(jdk: string): Promise<string> {
  const { stdout } = await execa(join(jdk, 'bin/java'), ['--version']);
  return stdout.split('\n')[0] ?? 'unknown';
}

async function fillKaniko(folder: string, executor: string): Promise<void> {
  await mkdir(join(folder, 'kaniko/ssl/certs'), { recursive: true });
  await mkdir(join(folder, 'kaniko/.docker'), { recursive: true });
  await mkdir(join(folder, 'workspace'));
  await chmod(folder, 0o755);
  await copyFile(executor, join(folder, 'kaniko/executor'));
  await chmod(join(folder, 'kaniko/executor'), 0o755);
  if (await exists('/etc/ssl/certs/ca-certificates.crt')) {
    await copyFile('/etc/ssl/certs/ca-certificates.crt', join(folder, 'kaniko/ssl/certs/ca-certificates.crt'));
  }
}
