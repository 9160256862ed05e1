import { expect, test } from 'vitest';
import { podState } from './pod-state.ts';

const container = (state: object) => ({ status: { containerStatuses: [{ name: 'kaniko', state }] } });
const withHelper = (state: object, helper: object) => ({
  status: {
    containerStatuses: [
      { name: 'helper', state: helper },
      { name: 'kaniko', state },
    ],
  },
});

test.each<[string, object, object]>([
  ['just made', {}, { kind: 'waiting', why: 'it is not placed yet' }],
  [
    'not to be placed yet',
    { status: { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes: Insufficient cpu' }] } },
    { kind: 'waiting', why: '0/1 nodes: Insufficient cpu' },
  ],
  ['pulling', container({ waiting: { reason: 'ContainerCreating' } }), { kind: 'waiting', why: 'ContainerCreating' }],
  [
    'a pull that may work later',
    container({ waiting: { reason: 'ImagePullBackOff', message: 'i/o timeout' } }),
    { kind: 'waiting', why: 'ImagePullBackOff: i/o timeout' },
  ],
  [
    'an image that is not there',
    container({ waiting: { reason: 'ErrImagePull', message: 'x: not found' } }),
    { kind: 'stuck', why: 'ErrImagePull: x: not found' },
  ],
  [
    'a Secret that is not there',
    container({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "x" not found' } }),
    { kind: 'stuck', why: 'CreateContainerConfigError: secret "x" not found' },
  ],
  ['running', withHelper({ running: {} }, { running: {} }), { kind: 'running' }],
  [
    'whose helper is not there yet',
    withHelper({ running: {} }, { waiting: { reason: 'ContainerCreating' } }),
    { kind: 'waiting', why: 'ContainerCreating' },
  ],
  [
    'whose helper cannot be pulled',
    withHelper(
      { waiting: { reason: 'ContainerCreating' } },
      { waiting: { reason: 'ErrImagePull', message: 'x: not found' } },
    ),
    { kind: 'stuck', why: 'ErrImagePull: x: not found' },
  ],
  [
    'whose helper cannot run',
    withHelper({ running: {} }, { terminated: { exitCode: 128, reason: 'StartError', message: 'no sleep' } }),
    { kind: 'stuck', why: 'the container helper exits 128: StartError no sleep' },
  ],
  [
    'in which kaniko has ended',
    withHelper({ terminated: { exitCode: 0, reason: 'Completed' } }, { running: {} }),
    { kind: 'ended', exitCode: 0, message: '', reason: 'Completed' },
  ],
  [
    'ended',
    container({ terminated: { exitCode: 0, reason: 'Completed', message: 'sha256:1' } }),
    { kind: 'ended', exitCode: 0, message: 'sha256:1', reason: 'Completed' },
  ],
  [
    'out of memory',
    container({ terminated: { exitCode: 137, reason: 'OOMKilled' } }),
    { kind: 'ended', exitCode: 137, message: '', reason: 'OOMKilled' },
  ],
  [
    'evicted, whose container was killed',
    {
      status: {
        ...{ phase: 'Failed', reason: 'Evicted', message: 'low on memory' },
        ...container({ terminated: { exitCode: 137, reason: 'Error' } }).status,
      },
    },
    { kind: 'ended', exitCode: 137, message: 'low on memory', reason: 'Evicted' },
  ],
  [
    'whose node is silent',
    {
      spec: { nodeName: 'worker-1' },
      status: {
        ...withHelper({ running: {} }, { running: {} }).status,
        conditions: [
          { type: 'Ready', status: 'False' },
          { type: 'ContainersReady', status: 'True' },
        ],
      },
    },
    { kind: 'running', lost: 'its node worker-1 no longer answers the cluster' },
  ],
  [
    'evicted before it began',
    { status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' } },
    { kind: 'ended', exitCode: 1, message: 'low on memory', reason: 'Evicted' },
  ],
])('a pod %s', (_, pod, state) => {
  expect(podState(pod)).toEqual(state);
});
