import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { borrow, environment } from '@slipway/lab';
import { execa } from 'execa';
import { bubblewrapArguments } from '../../actions/kaniko-push/src/sandbox/bubblewrap.ts';
import { ourBundle, runBundle } from '../bundle.ts';
import { type BenchResult, interleaved, keep, median } from '../measure.ts';

// npm run bench -- kaniko-push [--rounds N]

/** Bytes of a Spring Boot service with its libraries, which no compression makes smaller. */
const serviceSize = 40_000_000;

const dockerfile = (base: string) =>
  [`FROM ${base}`, 'COPY app.jar /app/app.jar', 'RUN mkdir /app/data && chown 10001 /app/data', 'USER 10001', ''].join(
    '\n',
  );

/** Compares our bundle with the executor alone: the same Dockerfile, the same flags, the same registry. */
export async function run(rounds: number): Promise<BenchResult> {
  const lab = await environment();
  const registry = lab.REGISTRY ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'bench-kaniko-'));
  const workspace = join(folder, 'service');
  await mkdir(workspace);
  const git = (...args: readonly string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: workspace });

  /** Another content for each build, or layers would be in the registry already. */
  const change = () => writeFile(join(workspace, 'app.jar'), randomBytes(serviceSize));
  const push = (repository: string, tags: string, more: Readonly<Record<string, string>> = {}) =>
    runBundle(
      {
        bundle: ourBundle('kaniko-push'),
        workspace,
        env: { KANIKO_EXECUTOR: lab.KANIKO_EXECUTOR ?? '', BWRAP: lab.BWRAP ?? 'bwrap' },
        inputs: {
          ...{ registry: `${registry}/bench`, repository, tags, runtime: 'sandbox', 'registry-mirrors': registry },
          ...more,
        },
      },
      folder,
    );
  const bare = async (repository: string) => {
    const root = await mkdtemp(join(folder, 'root-'));
    const binds = [
      { source: lab.KANIKO_EXECUTOR ?? '', target: '/kaniko/executor' },
      { source: workspace, target: '/kaniko/buildcontext' },
    ];
    const flags = [
      ...['--context=dir:///kaniko/buildcontext', '--dockerfile=Dockerfile', '--snapshot-mode=redo'],
      ...[`--destination=${registry}/bench/${repository}:one`, `--registry-mirror=${registry}`],
      ...[`--insecure-registry=${registry}`, '--push-retry=3'],
    ];
    const sandbox = bubblewrapArguments({ root, binds, ownUserNamespace: false });
    const env = { PATH: process.env.PATH ?? '', HOME: '/root', container: 'kube', DOCKER_CONFIG: '/kaniko/.docker' };
    const options = { env, extendEnv: false, input: 'go' };
    await execa(lab.BWRAP ?? 'bwrap', [...sandbox, '/kaniko/executor', ...flags], options);
    await rm(root, { recursive: true, force: true });
  };

  const newName = () => `b${randomBytes(6).toString('hex')}`;
  const makeBase = async () => {
    const name = newName();
    const java = await realpath(await findJava());
    await cp(dirname(dirname(java)), join(workspace, 'jdk'), { recursive: true, verbatimSymlinks: true });
    await writeFile(join(workspace, 'Dockerfile'), 'FROM busybox:1\nCOPY jdk /opt/jdk\n');
    await push(name, 'one', { reuse: 'false' });
    await rm(join(workspace, 'jdk'), { recursive: true });
    await writeFile(join(workspace, 'Dockerfile'), dockerfile(`${registry}/bench/${name}:one`));
  };
  let [ours, cached, there, known] = ['', '', '', ''];
  try {
    await makeBase();
    await change();
    const times = await interleaved(
      {
        ours: async () => {
          ours = newName();
          await push(ours, 'one', { reuse: 'false' });
        },
        bare: () => bare(newName()),
      },
      rounds,
    );
    cached = newName();
    await push(cached, 'one', { reuse: 'false', cache: 'true' });
    there = newName();
    await push(there, 'one');
    known = newName();
    await git('init', '--quiet');
    await git('add', '--all');
    await git('commit', '--quiet', '--message=First');
    await push(known, 'one');
    let count = 0;
    const newTag = () => {
      count += 1;
      return `t${count}`;
    };
    const without = async (name: string) => {
      const { outputs } = await push(name, name === there ? 'one' : newTag());
      if (outputs.get('pushed') !== 'false') throw new Error(`${name} was built again`);
    };
    const quick = await interleaved(
      {
        cached: async () => void (await push(cached, newTag(), { reuse: 'false', cache: 'true' })),
        there: () => without(there),
        known: () => without(known),
      },
      rounds,
    );
    const seconds = (values: readonly number[]) => median(values) / 1000;
    return {
      name: 'kaniko-push',
      method: `A service of ${serviceSize / 1e6} MB that no compression makes smaller, on a base image with this machine's JDK, with one RUN step, from the start of the step to the end of its post step; kaniko alone in the same sandbox with the same flags and Go's own garbage collection, pushing by itself; the lab's registry; median of ${rounds} interleaved runs.`,
      figures: [
        { what: 'kaniko-push', value: seconds(times.ours), unit: 's' },
        { what: 'the executor alone', value: seconds(times.bare), unit: 's' },
        { what: 'kaniko-push ÷ executor', value: median(times.ours) / median(times.bare), unit: 'ratio', limit: 1.05 },
        { what: 'every layer in the cache', value: seconds(quick.cached), unit: 's', limit: 0.6 },
        { what: 'the tag is there already', value: seconds(quick.there), unit: 's', limit: 0.3 },
        { what: 'the same source, another tag', value: seconds(quick.known), unit: 's', limit: 0.3 },
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findJava(): Promise<string> {
  return (await execa('which', ['java'])).stdout;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
  const giveBack = await borrow(['registry', 'kaniko'], { log: console.log });
  try {
    await keep(await run(Number(values.rounds)));
  } finally {
    await giveBack();
  }
}
