import { expect, test } from 'vitest';
import { refuseForkCode } from './fork-code.ts';

const fork = { headRepository: 'Mallory/Index', isFork: true, commits: ['a'.repeat(40)] };
const base = { eventName: 'pull_request_target', repository: 'bss/index', ref: '', commit: '' };

test.for([
  ["the fork's repository", { ...base, repository: 'mallory/index' }],
  ["the fork's repository by its address", { ...base, repository: 'https://git.example/mallory/index.git' }],
  ['the ref of a pull request', { ...base, ref: 'refs/pull/5/merge' }],
  ['the commit of the pull request', { ...base, commit: 'A'.repeat(40) }],
  ['the same after the run of another workflow', { ...base, eventName: 'workflow_run', ref: 'refs/pull/5/head' }],
] as const)('refused: %s', ([, asked]) => {
  expect(() => refuseForkCode(asked, fork)).toThrow("Refused to check out a fork's pull request");
});

test.for([
  ['the base branch', base, fork],
  ['an event without secrets', { ...base, eventName: 'pull_request', ref: 'refs/pull/5/merge' }, fork],
  ['a pull request of the same repository', { ...base, ref: 'refs/pull/5/merge' }, { ...fork, isFork: false }],
  ['no pull request', { ...base, eventName: 'workflow_run', ref: 'refs/pull/5/merge' }, undefined],
] as const)('allowed: %s', ([, asked, pullRequest]) => {
  expect(() => refuseForkCode(asked, pullRequest)).not.toThrow();
});
