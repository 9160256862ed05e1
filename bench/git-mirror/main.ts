import { randomFillSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { serveGit } from '../../actions/checkout-tag/src/testing/git-server.ts';
import { ourBundle } from '../bundle.ts';
import { runStep } from '../checkout-tag/step.ts';
import { type BenchResult, interleaved, keep, median } from '../measure.ts';

// npm run bench -- git-mirror [--rounds N] [--megabytes N]

const token = 'bench-token';
/** Bytes of a file that each commit replaces; no compression makes it smaller. */
const fileSize = 4_000_000;

/** A large repository with all its history, with a mirror on the machine and without. */
export async function run(rounds: number, megabytes: number): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-mirror-'));
  try {
    const sha = await largeRepository(join(folder, 'git', 'bss', 'large'), megabytes);
    const server = await serveGit(join(folder, 'git'), token);
    const github = {
      ...{ GITHUB_SERVER_URL: server.url, GITHUB_REPOSITORY: 'bss/large', GITHUB_SHA: sha },
      ...{ GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_NAME: 'push' },
    };
    const checkout = async (more: Readonly<Record<string, string>>) => {
      const inputs = { repository: 'bss/large', token, 'server-url': server.url, 'fetch-depth': '0', ...more };
      const { commit } = await runStep({ bundle: ourBundle('checkout-tag'), inputs }, { folder, github });
      if (commit !== sha) throw new Error(`${commit} is checked out instead of ${sha}`);
    };
    try {
      const first = performance.now();
      await checkout({ reference: `${folder}/mirrors/` });
      const making = performance.now() - first;
      const times = await interleaved(
        { mirror: () => checkout({ reference: `${folder}/mirrors/` }), none: () => checkout({}) },
        rounds,
      );
      const [mirror, none] = [median(times.mirror) / 1000, median(times.none) / 1000];
      return {
        name: 'git-mirror',
        method: `A repository of ${megabytes} MB that no compression makes smaller, all history (fetch-depth 0), over HTTP on the same machine into an empty workspace; median of ${rounds} interleaved runs, the mirror up to date.`,
        figures: [
          { what: 'with a mirror', value: mirror, unit: 's' },
          { what: 'without', value: none, unit: 's' },
          { what: 'with ÷ without', value: mirror / none, unit: 'ratio', limit: 0.1 },
          { what: 'first checkout, which makes the mirror', value: making / 1000, unit: 's' },
        ],
      };
    } finally {
      await server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function largeRepository(path: string, megabytes: number): Promise<string> {
  await mkdir(path, { recursive: true });
  const git = async (...args: readonly string[]) => {
    const options = { cwd: path, env: { GIT_CONFIG_GLOBAL: '/dev/null' } };
    const { stdout } = await execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], options);
    return stdout;
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'core.compression', '0');
  const content = Buffer.alloc(fileSize);
  for (let commit = 0; commit * fileSize < megabytes * 1e6; commit += 1) {
    // Five files in turn, so that the tip holds a fiftieth of the history.
    await writeFile(join(path, `data${commit % 5}.bin`), randomFillSync(content));
    await git('add', '--all');
    await git('commit', '--quiet', '--message', `Change ${commit}`);
  }
  await git('-c', 'pack.window=0', '-c', 'gc.autoDetach=false', 'gc', '--quiet');
  return git('rev-parse', 'HEAD');
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, megabytes: { type: 'string', default: '1000' } },
  });
  await keep(await run(Number(values.rounds), Number(values.megabytes)));
}
