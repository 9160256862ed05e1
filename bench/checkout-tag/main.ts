import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serveGit } from '../../actions/checkout-tag/src/testing/git-server.ts';
import { newRepository } from '../../actions/checkout-tag/src/testing/repository.ts';
import { distFolder } from '../../scripts/paths.ts';
import { type BenchResult, interleaved, keep, median } from '../measure.ts';
import { runStep, type Step } from './step.ts';

// npm run bench -- checkout-tag [--peer FOLDER] [--rounds N]

interface Options {
  /** Folder of actions/checkout's repository, with dist/index.js in it. */
  readonly peer: string;
  readonly rounds: number;
}

const token = 'bench-token';
const size = { files: 400, commits: 40 };

/** Compares our bundle with the published one of actions/checkout, on one repository over HTTP with a token. */
export async function run(options: Options): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-checkout-'));
  const sha = serviceRepository(join(folder, 'bss', 'index'));
  const server = await serveGit(folder, token);
  const github = {
    GITHUB_SERVER_URL: server.url,
    GITHUB_REPOSITORY: 'bss/index',
    GITHUB_SHA: sha,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
  };
  await writeFile(github.GITHUB_EVENT_PATH, JSON.stringify({ ref: github.GITHUB_REF, after: sha }));
  const times: Record<string, { main: number; both: number }[]> = {};
  const variant = (name: string, step: Step) => async () => {
    const { main, post, commit } = await runStep(step, { folder, github });
    if (commit !== sha) throw new Error(`${name} checked out ${commit} instead of ${sha}`);
    times[name] = [...(times[name] ?? []), { main, both: main + post }];
  };
  const ours = join(distFolder, 'checkout-tag', 'index.js');
  const peer = join(options.peer, 'dist', 'index.js');
  const peerAlike = { ...peerInputs(server.url), 'persist-credentials': 'false' };
  try {
    await interleaved(
      {
        ours: variant('ours', { bundle: ours, inputs: ourInputs(server.url) }),
        peer: variant('peer', { bundle: peer, inputs: peerInputs(server.url) }),
        alike: variant('alike', { bundle: peer, inputs: peerAlike }),
      },
      options.rounds,
    );
    // The first round warms caches.
    const of = (name: string, part: 'main' | 'both') => median((times[name] ?? []).slice(1).map((time) => time[part]));
    const limit = 0.55;
    return {
      name: 'checkout-tag',
      method: `A repository of ${size.files} files and ${size.commits} commits over HTTP with a token, depth 1, into an empty workspace; main and post step, each action with its own defaults if not said otherwise; median of ${options.rounds} interleaved runs.`,
      figures: [
        { what: 'checkout-tag', value: of('ours', 'both'), unit: 'ms' },
        { what: "actions/checkout's published bundle", value: of('peer', 'both'), unit: 'ms' },
        { what: 'the same, told not to keep credentials either', value: of('alike', 'both'), unit: 'ms' },
        {
          what: 'checkout-tag ÷ actions/checkout',
          value: of('ours', 'both') / of('peer', 'both'),
          unit: 'ratio',
          limit,
        },
        {
          what: 'both without kept credentials',
          value: of('ours', 'both') / of('alike', 'both'),
          unit: 'ratio',
          limit,
        },
        { what: 'main steps only', value: of('ours', 'main') / of('peer', 'main'), unit: 'ratio', limit },
        {
          what: 'main steps only, no kept credentials',
          value: of('ours', 'main') / of('alike', 'main'),
          unit: 'ratio',
          limit,
        },
      ],
    };
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

function serviceRepository(path: string): string {
  const repository = newRepository(path);
  const text = (seed: number) => Array.from({ length: 60 }, (_, line) => `line ${line} of ${seed}: ${seed * line}`);
  const names = Array.from({ length: size.files }, (_, index) => `src/part${index % 20}/File${index}.java`);
  repository.commit('First', { files: Object.fromEntries(names.map((name, index) => [name, text(index).join('\n')])) });
  for (let count = 1; count < size.commits; count += 1) {
    repository.commit(`Change ${count}`, { files: { [names[count] ?? 'x']: text(1000 + count).join('\n') } });
  }
  repository.git('gc', '--quiet');
  return repository.git('rev-parse', 'HEAD');
}

function ourInputs(serverUrl: string): Record<string, string> {
  return { repository: 'bss/index', token, 'server-url': serverUrl };
}

/** The defaults of its action.yml, which the runner fills in. */
function peerInputs(serverUrl: string): Record<string, string> {
  return {
    ...{ repository: 'bss/index', token, 'github-server-url': serverUrl },
    ...{ 'ssh-strict': 'true', 'ssh-user': 'git', 'persist-credentials': 'true', clean: 'true', 'fetch-depth': '1' },
    ...{ 'sparse-checkout-cone-mode': 'true', 'fetch-tags': 'false', 'show-progress': 'true', lfs: 'false' },
    ...{ submodules: 'false', 'set-safe-directory': 'true', 'allow-unsafe-pr-checkout': 'false' },
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { peer: { type: 'string' }, rounds: { type: 'string', default: '15' } },
  });
  const peer = values.peer ?? process.env.ACTIONS_CHECKOUT ?? '';
  const ours = join(distFolder, 'checkout-tag', 'index.js');
  if (!existsSync(join(peer, 'dist', 'index.js'))) {
    console.error(
      `${peer === '' ? 'No folder of actions/checkout given' : `No dist/index.js in "${peer}"`}: clone its repository at the ` +
        'version to compare with and give the folder as --peer or in ACTIONS_CHECKOUT.',
    );
    // Without an argument this is one of all benchmarks, and no reason to end the others.
    process.exitCode = peer === '' ? 0 : 1;
  } else if (!existsSync(ours)) {
    console.error(`No ${ours}: run "npm run build" first.`);
    process.exitCode = 1;
  } else {
    await keep(await run({ peer, rounds: Number(values.rounds) }));
  }
}
