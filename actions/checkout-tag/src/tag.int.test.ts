import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { newRepository, type TestRepository } from './testing/repository.ts';
import { startService } from './testing/service.ts';

const { root, server, given } = await startService();
afterAll(() => server.close());

/** The tag by the documented command. */
const formula = (at: TestRepository, commit: string) =>
  at.git('log', '-1', '--format=%h.%ad', '--date=format:%Y%m%d-%H%M', commit);

test.for([
  ['short', '1'],
  ['full', '0'],
])('odd histories have the documented tag with a %s history', async ([, depth = '']) => {
  const odd = newRepository(join(root, 'odd', `histories${depth}`));
  const first = odd.commit('First', { date: '2026-02-28T23:59:59-1130', files: { x: '1' } });
  odd.git('checkout', '-q', '-b', 'feature/login');
  odd.commit('Side', { date: '2025-12-31T23:59:00+1400', files: { y: '2' } });
  odd.git('checkout', '-q', 'main');
  odd.commit('Main', { date: '2026-01-01T00:00:00+0000', files: { z: '3' } });
  odd.git('merge', '-q', '--no-ff', '-m', 'Merge', 'feature/login');
  const merge = odd.git('rev-parse', 'HEAD');
  odd.git('tag', '-a', 'v1', '-m', 'v1', first);
  const long = `topic/${'long-'.repeat(38)}end`;
  odd.git('branch', long, first);
  odd.git('checkout', '-q', '--orphan', 'orphan@home');
  const orphan = odd.commit('Orphan', { date: '1970-01-02T03:04:05+0000' });
  odd.git('checkout', '-q', '--orphan', 'nothing');
  odd.git('rm', '-rfq', '.');
  const nothing = odd.commit('No file at all', { date: '2026-03-29T02:30:00+0100' });
  odd.git('checkout', '-q', '-b', 'amended');
  odd.git('commit', '-q', '--amend', '--no-edit', '--allow-empty', '--date=2019-02-03T04:05:06-0930');
  odd.git('checkout', '-q', 'orphan@home');
  const name = `odd/histories${depth}`;
  const tagOf = async (ref: string) => {
    const outputs = await given({ repository: name, ref, 'fetch-depth': depth }).checkout();
    return [outputs.tag, outputs.branch, outputs['is-main']];
  };
  expect(await tagOf('main')).toEqual([formula(odd, merge), 'main', true]);
  expect(await tagOf('feature/login')).toEqual([
    `${formula(odd, 'feature/login')}-feature_login`,
    'feature/login',
    false,
  ]);
  expect(await tagOf('v1')).toEqual([formula(odd, first), '', false]);
  expect(await tagOf('refs/tags/v1')).toEqual([formula(odd, first), '', false]);
  expect(await tagOf(first)).toEqual([formula(odd, first), '', false]);
  expect(await tagOf(long)).toEqual([`${formula(odd, first)}-topic_long-long-long`, long, false]);
  expect(await tagOf('amended')).toEqual([`${formula(odd, 'amended')}-amended`, 'amended', false]);
  expect(formula(odd, 'amended')).toMatch(/\.20190203-0405$/);
  expect(await tagOf('nothing')).toEqual([`${formula(odd, nothing)}-nothing`, 'nothing', false]);
  expect(await tagOf('orphan@home')).toEqual([`${formula(odd, orphan)}-orphan_home`, 'orphan@home', false]);
  expect(await tagOf('')).toEqual([`${formula(odd, orphan)}-orphan_home`, 'orphan@home', false]);
  odd.git('checkout', '-q', '--detach', merge);
  expect(await tagOf('')).toEqual([formula(odd, merge), '', false]);
});

test('any commit has the tag of the documented command', async () => {
  const many = newRepository(join(root, 'odd', 'many'));
  // A generator of its own, so that a failure can be had again.
  let state = 20261125;
  const random = (limit: number) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state % limit;
  };
  const two = (value: number) => String(value).padStart(2, '0');
  for (let count = 0; count < 12; count += 1) {
    const day = `${1970 + random(130)}-${two(1 + random(12))}-${two(1 + random(28))}`;
    const zone = `${random(2) === 0 ? '+' : '-'}${two(random(14))}${['00', '30', '45'][random(3)]}`;
    const date = `${day}T${two(random(24))}:${two(random(60))}:${two(random(60))}${zone}`;
    const commit = many.commit(`Commit ${count}`, { date, files: { x: String(count) } });
    const outputs = await given({ repository: 'odd/many', ref: commit }).checkout();
    expect([date, outputs.tag]).toEqual([date, formula(many, commit)]);
  }
});
