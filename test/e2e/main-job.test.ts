import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mails } from '@slipway/lab';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { askService, podsOf, releaseHistory } from '../../scripts/demo/cluster.ts';
import { commitAndPush, edit, git } from '../../scripts/demo/repositories.ts';
import { ada, ben, breakage, namespace, type Story, tellStory } from '../../scripts/demo/story.ts';
import { root } from '../../scripts/paths.ts';

let story: Story;
beforeAll(async () => {
  story = await tellStory({
    sonar: false,
    lab: 0,
    folder: join(tmpdir(), 'slipway-e2e'),
    say: (line) => console.log(line),
  });
});

const good = (name: string) => story.good.run.outputs.get(name);
const broken = (name: string) => story.broken.run.outputs.get(name);

/** The mails that went out while `work` was done. */
async function mailed<T>(work: () => Promise<T>) {
  const known = new Set((await mails()).map(({ id }) => id));
  const done = await work();
  return { done, sent: (await mails()).filter(({ id }) => !known.has(id)) };
}

test('all jobs of the good commit ran, and succeeded', () => {
  expect(Object.fromEntries(story.good.run.jobs)).toEqual({
    'build/build': 'success',
    'build/notify': 'success',
    'deploy/deploy': 'success',
    'deploy/notify': 'success',
  });
  expect(story.good.run.exitCode).toBe(0);
});

test("the tag is git's own abbreviation and date of the commit", async () => {
  const expected = await git(story.service, [
    '-c',
    'core.abbrev=7',
    'log',
    '-1',
    '--format=%h.%ad',
    '--date=format:%Y%m%d-%H%M',
    story.good.commit,
  ]);
  expect(good('build/build/source/tag')).toBe(expected);
});

test('Maven ran the tests of the service', () => {
  expect(Number(good('build/build/maven/total'))).toBeGreaterThan(0);
  expect(good('build/build/maven/failed')).toBe('0');
  expect(Number(good('build/build/maven/coverage'))).toBeGreaterThan(0);
});

test('the image is in the registry under tag and latest, with the digest that kaniko-push says', async () => {
  const digest = good('build/build/image/digest');
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const accept = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json';
  const head = (tag: string | undefined) =>
    fetch(`http://${story.environment.REGISTRY}/v2/shop/bss.index/manifests/${tag}`, {
      method: 'HEAD',
      headers: { accept },
    });
  expect((await head(good('build/build/source/tag'))).headers.get('docker-content-digest')).toBe(digest);
  // The broken commit is of the main branch too.
  expect((await head('latest')).headers.get('docker-content-digest')).toBe(broken('build/build/image/digest'));
});

test('the pod runs the image that was pushed, digest for digest', async () => {
  const pods = await podsOf(story.environment, namespace, 'index');
  const running = pods.filter((pod) => pod.ready);
  expect(running.length).toBeGreaterThan(0);
  for (const pod of running) expect(pod.imageId).toContain(good('build/build/image/digest'));
});

test('the service answers with the revision that was deployed', async () => {
  expect(story.good.answer.status).toBe(200);
  const health = await askService(story.environment, namespace, 'index', '/health');
  expect(health.status).toBe(200);
  expect(health.body).toContain(good('build/build/source/tag'));
});

test('the broken commit is built, and its deployment fails', () => {
  expect(Object.fromEntries(story.broken.run.jobs)).toEqual({
    'build/build': 'success',
    'build/notify': 'success',
    'deploy/deploy': 'failure',
    'deploy/notify': 'success',
  });
  expect(story.broken.run.exitCode).not.toBe(0);
  expect(broken('deploy/deploy/deploy/result')).toBe('failure');
});

test('the cause is one sentence with the container, its exit code and its last words', () => {
  expect(broken('deploy/deploy/deploy/reason')).toMatch(/container "app" exits 1 .*Connection refused: db:5432/);
  expect(broken('deploy/deploy/deploy/reason')).not.toContain('\n');
});

test('it was rolled back: the old version answers, from a later Helm revision', async () => {
  expect(broken('deploy/deploy/deploy/rolled-back')).toBe('true');
  expect(story.broken.answer).toEqual(story.good.answer);
  const history = await releaseHistory(story.environment, namespace, 'index');
  const revision = good('deploy/deploy/deploy/revision');
  expect(history.at(-1)).toMatchObject({ status: 'deployed', description: `Rollback to ${revision}` });
  expect(broken('deploy/deploy/deploy/revision')).toBe(String(history.at(-1)?.revision));
});

test('one mail went out, to the team and the committer, saying what failed, why, and where the log is', async () => {
  expect(story.mails).toHaveLength(1);
  const [mail] = story.mails;
  expect(mail?.to.map((address) => address.toLowerCase()).sort()).toEqual([ben.email, 'team@shop.example']);
  expect(mail?.subject).toBe("FAILED: Job 'bss.index deploy to dev [2]'");
  expect(mail?.html).toContain(`${story.environment.GIT_URL}/shop/bss.index/actions/runs/2`);
  expect(mail?.html).toContain('Connection refused: db:5432');
  expect(mail?.text).toContain('Connection refused: db:5432');
  expect(await readFile(mail?.page ?? '', 'utf8')).toBe(mail?.html);
});

test('no secret is in a log or summary', async () => {
  const secrets = [story.environment.GIT_TOKEN ?? '', new URL(story.environment.SMTP_URL ?? '').password];
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(7);
  for (const run of [story.good.run, story.broken.run]) {
    for (const file of [run.log, run.summary]) {
      const text = await readFile(file, 'utf8');
      for (const secret of secrets) expect(text.includes(secret)).toBe(false);
    }
  }
});

test('a front-end service goes the same way to a running pod', async () => {
  const checkout = await story.publish('front-end-service', 'shop/bss.shop');
  const run = await story.push(checkout);
  expect(Object.fromEntries(run.jobs)).toEqual({
    'build/build': 'success',
    'build/notify': 'success',
    'deploy/deploy': 'success',
    'deploy/notify': 'success',
  });
  expect(run.outputs.get('build/build/npm/passed')).toBe('3');
  expect(Number(run.outputs.get('build/build/npm/coverage'))).toBeGreaterThan(0);
  const pods = await podsOf(story.environment, namespace, 'shop');
  expect(pods.map(({ imageId }) => imageId).join()).toContain(run.outputs.get('build/build/image/digest'));
  const page = await askService(story.environment, namespace, 'shop', '/shop/');
  expect(page.status).toBe(200);
  expect(page.body).toContain('<title>Shop</title>');

  // Another commit of the same files is deployed under its own tag, and nothing is built or tested for it.
  await commitAndPush(checkout, ada, 'Say it again', story.environment.GIT_TOKEN ?? '', { allowEmpty: true });
  const again = await story.push(checkout);
  expect(Object.fromEntries(again.jobs)).toEqual(Object.fromEntries(run.jobs));
  const ran = again.steps.filter(({ job }) => job === 'build/build').map(({ name }) => name);
  expect(ran).toContain('Look for an image of the same source');
  expect(ran).not.toContain('Install, test and build');
  expect(ran).not.toContain('Build and push the image');
  expect(again.outputs.get('build/build/known/digest')).toBe(run.outputs.get('build/build/image/digest'));
  const tags = [run, again].map(({ outputs }) => outputs.get('deploy/deploy/deploy/tag'));
  expect(tags).toEqual([run, again].map(({ outputs }) => outputs.get('build/build/source/tag')));
  expect(new Set(tags).size).toBe(2);
});

test('a build tool that is not known is refused before anything is built, and mailed', async () => {
  const gradle = ['.github/workflows/main.yml', 'app: shop}', 'app: shop, build-tool: gradle}'] as const;
  const checkout = await story.publish('front-end-service', 'shop/bss.gradle', [gradle]);
  const { done: run, sent } = await mailed(() => story.push(checkout));
  expect(run.jobs.get('build/notify')).toBe('success');
  expect(sent.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^FAILED: Job 'bss\.shop build \[\d+\]'$/),
  ]);
  expect(sent[0]?.to).toContain('team@shop.example');
  expect(run.jobs.get('build/build')).toBe('failure');
  const sentence = 'Bad input: build-tool: "gradle" given; allowed: auto, maven, npm or none';
  expect(run.annotations.map(({ message }) => message)).toContain(sentence);
  expect(run.outputs.get('build/build/tool/reason')).toBe(sentence);
  expect(sent[0]?.text).toContain('build-tool: "gradle" given');
  expect(run.outputs.get('build/build/source/tag')).toBeUndefined();
});

test('what runs in dev is promoted to test, digest for digest', async () => {
  const run = await story.dispatch('promote.yml', { app: 'index', from: 'dev', to: 'test' });
  expect(Object.fromEntries(run.jobs)).toEqual({
    'promote/source': 'success',
    'promote/deploy': 'success',
    'promote/notify': 'success',
  });
  expect(run.outputs.get('promote/source/status/digest')).toBe(good('build/build/image/digest'));
  const pods = await podsOf(story.environment, 'bss-test', 'index');
  expect(pods.map(({ imageId }) => imageId).join()).toContain(good('build/build/image/digest'));
});

test('what never ran anywhere is not promoted, and nothing is deployed', async () => {
  const { done: run, sent } = await mailed(() =>
    story.dispatch('promote.yml', { app: 'index', from: 'stage', to: 'prod' }),
  );
  expect(run.jobs.get('promote/source')).toBe('failure');
  expect(run.jobs.get('promote/deploy')).toBeUndefined();
  expect(run.jobs.get('promote/notify')).toBe('success');
  expect(run.annotations.map(({ message }) => message).join()).toContain(
    'Release index in bss-stage: there is no such release',
  );
  expect(await podsOf(story.environment, 'bss-prod', 'index')).toEqual([]);
  expect(sent.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^FAILED: Job 'bss\.index promotion to prod \[\d+\]'$/),
  ]);
  expect(sent[0]?.text).toContain('there is no such release');
});

test('dev goes back to a named revision by hand', async () => {
  const revision = good('deploy/deploy/deploy/revision') ?? '';
  const run = await story.dispatch('rollback.yml', { app: 'index', env: 'dev', revision });
  expect(Object.fromEntries(run.jobs)).toEqual({ 'rollback/rollback': 'success', 'rollback/notify': 'success' });
  expect(run.outputs.get('rollback/rollback/rollback/digest')).toBe(good('build/build/image/digest'));
  const history = await releaseHistory(story.environment, namespace, 'index');
  expect(history.at(-1)).toMatchObject({ status: 'deployed', description: `Rollback to ${revision}` });
});

test('a rollback to a revision that is none changes nothing, and is mailed', async () => {
  const { done: run, sent } = await mailed(() =>
    story.dispatch('rollback.yml', { app: 'index', env: 'dev', revision: '999' }),
  );
  expect(Object.fromEntries(run.jobs)).toEqual({ 'rollback/rollback': 'failure', 'rollback/notify': 'success' });
  expect(sent.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^FAILED: Job 'bss\.index rollback in dev \[\d+\]'$/),
  ]);
  expect(sent[0]?.to).toContain('team@shop.example');
});

test('the inventory says what runs where', async () => {
  const run = await story.dispatch('inventory.yml', {});
  expect(run.jobs.get('inventory/inventory')).toBe('success');
  const entries = JSON.parse(run.outputs.get('inventory/inventory/status/inventory') ?? '[]') as unknown[];
  const image = { app: 'index', tag: good('build/build/source/tag'), digest: good('build/build/image/digest') };
  expect(entries).toContainEqual(expect.objectContaining({ ...image, env: 'dev', healthy: true }));
  expect(entries).toContainEqual(expect.objectContaining({ ...image, env: 'test', healthy: true }));
  expect(await readFile(run.summary, 'utf8')).toContain('bss: what runs where');
});

test('a commit that mends the service is deployed, and those who heard of the failure hear of it', async () => {
  const [file, from, to] = breakage;
  await edit(story.service, file, to, from);
  await commitAndPush(story.service, ada, 'Connect later', story.environment.GIT_TOKEN ?? '');
  const { done: run, sent } = await mailed(() => story.push(story.service));
  expect(run.jobs.get('deploy/deploy')).toBe('success');
  expect(sent.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^FIXED: Job 'bss\.index deploy to dev \[\d+\]'$/),
  ]);
  expect(sent[0]?.to.map((address) => address.toLowerCase()).sort()).toEqual([
    ada.email,
    ben.email,
    'team@shop.example',
  ]);
});

test('cluster-alerts mails what goes wrong in the cluster, once', async () => {
  const kubectl = (args: readonly string[], input = '') =>
    execa(story.environment.KUBECTL ?? '', args, { env: { KUBECONFIG: story.environment.KUBECONFIG ?? '' }, input });
  await kubectl(['apply', '--filename', join(root, 'examples/cluster-alerts/rbac.yaml')]);
  // On a cluster that was up before, an earlier run may have told the same and keep silent about it.
  await kubectl(['delete', 'configmap', 'cluster-alerts', '--namespace=slipway', '--ignore-not-found']);
  const resources = { requests: { cpu: '900' } };
  const pod = {
    metadata: { name: 'huge', labels: { app: 'huge' } },
    spec: { containers: [{ name: 'app', image: 'i', resources }] },
  };
  await kubectl(
    ['apply', '--namespace', namespace, '--filename', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...pod }),
  );
  const quick = '  - {name: scheduling, for: 0}\n  # Test machines';
  const alerts = await story.publish('cluster-alerts', 'shop/alerts', [
    ['rules.yml', '  # Test machines', quick],
    ['.github/workflows/alerts.yml', 'watch: 9m', `watch: 20s, namespaces: ${namespace}, nodes: false`],
  ]);
  const look = () => mailed(() => story.dispatch('alerts.yml', {}, alerts));
  const { done: first, sent: told } = await look();
  expect(Object.fromEntries(first.jobs)).toEqual({ 'alerts/alerts': 'success', 'alerts/notify': 'success' });
  expect(told.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^ALERT: production: \d alerts?$/)]);
  expect(told[0]?.to).toEqual(['ops@example.com']);
  expect(told[0]?.text).toContain('No node takes the pod');
  expect(told[0]?.text).toContain('Insufficient cpu');

  const { done: second, sent: later } = await look();
  expect(second.jobs.get('alerts/alerts')).toBe('success');
  expect([...told, ...later].filter(({ text }) => text.includes('No node takes'))).toHaveLength(1);
  // The post step has confirmed that it was told.
  const { stdout } = await kubectl([
    'get',
    'configmap',
    'cluster-alerts',
    '--namespace',
    'slipway',
    '--output',
    'json',
  ]);
  const { data } = JSON.parse(stdout) as { data: { 'memory.json': string } };
  await kubectl(['delete', 'pod', 'huge', '--namespace', namespace]);
  expect(JSON.parse(data['memory.json'])).toMatchObject({
    pending: [],
    cases: expect.arrayContaining([expect.objectContaining({ app: 'huge' })]),
  });
});

test('a run of cluster-alerts with wrong rules is mailed with the cause', async () => {
  const wrong = await story.publish('cluster-alerts', 'shop/alerts-wrong', [
    ['rules.yml', '  # Test machines', '  - {name: scheduling, for: soon}\n  # Test machines'],
    ['.github/workflows/alerts.yml', 'watch: 9m', `watch: 0s, namespaces: ${namespace}, nodes: false`],
  ]);
  const { done, sent } = await mailed(() => story.dispatch('alerts.yml', {}, wrong));
  expect(done.jobs.get('alerts/alerts')).toBe('failure');
  expect(sent.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^FAILED: Job 'production cluster-alerts/),
  ]);
  expect(sent[0]?.text).toContain('rules.yml');
});
