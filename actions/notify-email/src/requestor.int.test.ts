import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  type FakeGitHub,
  type GitHubWorld,
  notAccessible,
  repository,
  startGitHub,
} from '../../../test/fakes/github.ts';
import { closeMailHost, sendTo } from './testing/send.ts';

let github: FakeGitHub | undefined;
afterEach(async () => {
  github?.close();
  github = undefined;
  await closeMailHost();
});

const hidden = '7+dora@users.noreply.github.com';

interface Story {
  readonly event?: object;
  readonly people?: string;
  readonly world?: GitHubWorld;
  readonly environment?: Record<string, string>;
}

/** Mails the requestor of a run that dora started. */
async function mailRequestor({ event = {}, people, world, environment = {} }: Story) {
  const eventPath = join(await mkdtemp(join(tmpdir(), 'event-')), 'event.json');
  await writeFile(eventPath, JSON.stringify(event));
  const facts: Record<string, string> = { GITHUB_ACTOR: 'dora', GITHUB_EVENT_PATH: eventPath, ...environment };
  if (world !== undefined) {
    const job = { id: 1, name: 'mail', status: 'in_progress', conclusion: null };
    github = await startGitHub({
      runs: [{ id: 9, number: 9, sha: 'c9', conclusion: null, actor: 'dora', jobs: [job] }],
      ...world,
    });
    Object.assign(facts, { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: '9', RUNNER_NAME: 'r-1' });
    Object.assign(facts, { GITHUB_API_URL: github.url, GITHUB_SERVER_URL: new URL(github.url).origin });
  }
  const given = {
    to: '',
    recipients: 'requestor',
    ...(world && { token: 'ghs_1' }),
    ...(people && { people: 'people' }),
  };
  const { result, infos, warnings } = await sendTo({}, given, people ? { people } : {}, facts);
  return { mailed: 'recipients' in result ? result.recipients : undefined, infos, warnings };
}

const commit = (email: string, login = 'dora') => ({ sha: 'c1', name: 'Dora', email, login });

test.each<[string, Story, string]>([
  [
    'the people file, for an event without addresses',
    { people: 'Dora = Dora <dora@work.example>' },
    'dora@work.example',
  ],
  [
    'the people file rather than the event',
    { people: 'dora = dora@work.example', event: { pusher: { name: 'dora', email: 'dora@example.com' } } },
    'dora@work.example',
  ],
  [
    'the people file, where GitHub gives a stand-in',
    { people: 'dora = dora@work.example', event: { pusher: { name: 'dora', email: hidden } } },
    'dora@work.example',
  ],
  [
    'a commit of the push, where GitHub gives a stand-in for who pushed',
    {
      event: {
        pusher: { name: 'dora', email: hidden },
        commits: [
          {
            author: { name: 'Ada', email: 'ada@example.com', username: 'ada' },
            committer: { email: 'dora@example.com', username: 'Dora' },
          },
        ],
      },
    },
    'dora@example.com',
  ],
  [
    'the commit that a tag points to',
    {
      event: {
        pusher: { name: 'dora' },
        commits: [],
        head_commit: { author: { email: 'dora@example.com', username: 'dora' } },
      },
    },
    'dora@example.com',
  ],
  [
    'earlier commits of the account that do not hide it',
    { world: { commits: [commit('dora@example.com'), commit(hidden), commit('ada@example.com', 'ada')] } },
    'dora@example.com',
  ],
  [
    'the public address of an account that hides it in commits',
    { world: { commits: [commit(hidden)], users: { dora: { email: 'dora@public.example' } } } },
    'dora@public.example',
  ],
  [
    'the public address where commits may not be read',
    {
      world: {
        users: { dora: { email: 'dora@public.example' } },
        refuse: (path) => (path.endsWith('/commits') ? notAccessible : undefined),
      },
    },
    'dora@public.example',
  ],
  [
    'who started it again, where there is no API',
    { people: 'dora = dora@work.example\neve = eve@work.example', environment: { GITHUB_TRIGGERING_ACTOR: 'eve' } },
    'eve@work.example',
  ],
])('the requestor is mailed by %s', async (_, story, address) => {
  expect((await mailRequestor(story)).mailed).toEqual([address]);
});

test.each<[string, Story]>([
  ['the event has none', {}],
  ['the event has a stand-in only', { event: { pusher: { name: 'dora', email: hidden } } }],
  ['commits have a stand-in only', { world: { commits: [commit(hidden)], users: { dora: { email: null } } } }],
])('where %s, the requestor is left out, and the log says what helps', async (_, story) => {
  const { mailed, infos, warnings } = await mailRequestor(story);
  expect(mailed).toBeUndefined();
  expect(infos).toContain('Left out: dora (no address is known; a people file can name one)');
  expect(warnings).toEqual([expect.stringMatching(/^No mail was sent\. The mail has no recipient/)]);
});
