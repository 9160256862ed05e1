import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { serveGit } from '../../actions/checkout-tag/src/testing/git-server.ts';
import { newRepository } from '../../actions/checkout-tag/src/testing/repository.ts';
import { ourBundle, runBundle } from '../bundle.ts';
import { interleaved, median } from '../measure.ts';
import type { Place } from './maven.ts';
import { change, serviceFiles, size } from './service.ts';

const token = 'bench-token';

/** Runs the steps of build.yml for commits that change the source and for those that do not. Milliseconds. */
export async function comparePipelines({ folder, repository, rounds }: Place) {
  const lab = await environment();
  const served = newRepository(join(folder, 'git', 'bss', 'shop'));
  served.commit('First', { files: serviceFiles() });
  const server = await serveGit(join(folder, 'git'), token);
  const image = {
    ...{ context: '.', registry: `${lab.REGISTRY}/bench`, 'registry-mirrors': lab.REGISTRY ?? '' },
    // A name of its own, or the images of an earlier run would be found.
    repository: `shop-${served.git('rev-parse', 'HEAD').slice(0, 12)}-${Date.now()}`,
  };

  const pipeline = async (sha: string) => {
    const workspace = await mkdtemp(join(folder, 'workspace-'));
    const eventPath = join(folder, 'event.json');
    await writeFile(eventPath, JSON.stringify({ ref: 'refs/heads/main', after: sha }));
    const env = {
      ...{ GITHUB_SERVER_URL: server.url, GITHUB_REPOSITORY: 'bss/shop', GITHUB_SHA: sha },
      ...{ GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: eventPath },
      ...{ KANIKO_EXECUTOR: lab.KANIKO_EXECUTOR ?? '', BWRAP: lab.BWRAP ?? 'bwrap' },
    };
    let time = 0;
    const step = async (action: string, inputs: Readonly<Record<string, string>>) => {
      const ran = await runBundle({ bundle: ourBundle(action), inputs, workspace, env }, folder);
      time += ran.main + ran.post;
      return (name: string) => ran.outputs.get(name) ?? '';
    };
    const source = await step('checkout-tag', { repository: 'bss/shop', token, 'server-url': server.url });
    const tags = source('image-tags');
    const known = await step('kaniko-push', { ...image, action: 'find', tags });
    if (known('digest') !== '') return { time, built: false };
    const maven = await step('maven-build', { cache: repository, args: '-o' });
    if (maven('total') !== String(size.tests)) throw new Error(`maven-build ran ${maven('total')} tests`);
    const labels = [
      `org.opencontainers.image.revision=${source('commit')}`,
      `org.opencontainers.image.version=${source('tag')}`,
      `org.opencontainers.image.created=${source('commit-date')}`,
      `org.opencontainers.image.source=${server.url}/bss/shop`,
    ].join('\n');
    const pushed = await step('kaniko-push', { ...image, tags, labels, reuse: 'true', runtime: 'sandbox' });
    return { time, built: pushed('pushed') === 'true' };
  };

  const times = { changed: [] as number[], unchanged: [] as number[] };
  const variant = (name: keyof typeof times, commit: () => string) => async () => {
    const { time, built } = await pipeline(commit());
    if (built !== (name === 'changed')) throw new Error(`${name}: the image was ${built ? 'built' : 'found'}`);
    times[name].push(time);
  };
  let count = 0;
  const changed = variant('changed', () => {
    count += 1;
    return served.commit(`Change ${count}`, { files: change(count) });
  });
  try {
    // What is built first is what the unchanged source is found by.
    await interleaved({ changed, unchanged: variant('unchanged', () => served.commit('No change')) }, rounds);
  } finally {
    await server.close();
  }
  // The first round warms caches.
  return { changed: median(times.changed.slice(1)), unchanged: median(times.unchanged.slice(1)) };
}
