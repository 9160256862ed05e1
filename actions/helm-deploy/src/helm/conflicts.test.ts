import { expect, test } from 'vitest';
import { type Conflict, conflictsIn, sayConflicts } from './conflicts.ts';

// What Helm 4.0 printed on the lab's cluster.
const applying =
  'UPGRADE FAILED: conflict occurred while applying object bss-dev/web apps/v1, Kind=Deployment: Apply failed with';
const other: Conflict = { object: 'Deployment/web', manager: 'other', subresource: '', fields: ['.spec.replicas'] };

test.each<[string, string, Conflict[]]>([
  [
    'kubectl scale',
    `${applying} 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas`,
    [{ ...other, manager: 'kubectl', subresource: 'scale' }],
  ],
  [
    'another one that applies',
    `${applying} 2 conflicts: conflicts with "other":
- .spec.template.spec.terminationGracePeriodSeconds
- .spec.template.spec.containers[name="app"].resources.limits.memory`,
    [
      {
        ...other,
        fields: [
          '.spec.template.spec.terminationGracePeriodSeconds',
          '.spec.template.spec.containers[name="app"].resources.limits.memory',
        ],
      },
    ],
  ],
  [
    'two',
    `${applying} 2 conflicts: conflicts with "kubectl" with subresource "scale" using apps/v1:
- .spec.replicas
conflicts with "kubectl-patch" using apps/v1:
- .spec.template.spec.terminationGracePeriodSeconds`,
    [
      { ...other, manager: 'kubectl', subresource: 'scale' },
      { ...other, manager: 'kubectl-patch', fields: ['.spec.template.spec.terminationGracePeriodSeconds'] },
    ],
  ],
  ['something else', 'UPGRADE FAILED: cannot patch "web" with kind Deployment: field is immutable', []],
])('fields of %s', (_, error, conflicts) => {
  expect(conflictsIn(error)).toEqual(conflicts);
});

test.each([
  [other, '"other" owns .spec.replicas of Deployment/web'],
  [{ ...other, manager: 'kubectl', subresource: 'scale' }, '"kubectl" (scale) owns .spec.replicas of Deployment/web'],
  [
    { ...other, manager: 'kube-controller-manager', subresource: 'scale' },
    'an autoscaler owns .spec.replicas of Deployment/web',
  ],
])('the owner is named: %j', (conflict, words) => {
  expect(sayConflicts([conflict])).toBe(`${words}, and Helm 4 does not overwrite what others have set`);
});
