import { setTimeout as wait } from 'node:timers/promises';
import { environment } from '@slipway/lab';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Attempt, TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';
import { chart, majors } from './render.ts';

// The chart on the lab's cluster, deployed as a service is.

const serve = 'echo ok > /tmp/index.html && exec httpd -f -p 8080 -h /tmp';
const service = { command: ['sh', '-c', serve], probes: { path: '/' }, terminationGracePeriodSeconds: 5 };

/** The kind that the external-secrets operator brings, without the operator: the test does its work. */
const externalSecrets = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'externalsecrets.external-secrets.io' },
  spec: {
    group: 'external-secrets.io',
    scope: 'Namespaced',
    names: { kind: 'ExternalSecret', plural: 'externalsecrets', singular: 'externalsecret' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

const secret = (name: string, password: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  stringData: { PASSWORD: password },
});

describe.each(majors)('the chart on a cluster, with Helm %i', (major) => {
  let it: TestDeployment;
  beforeAll(async () => {
    it = await TestDeployment.open(major);
    const { KUBECTL = '', KUBECONFIG = '' } = await environment();
    await execa(KUBECTL, ['create', 'namespace', it.namespace], { env: { KUBECONFIG } });
    await it.apply(externalSecrets);
    await it.kubectl('wait', '--for=condition=Established', 'crd/externalsecrets.external-secrets.io');
  });
  afterAll(() => it.close());

  const deploy = async (values: object, given: Readonly<Record<string, string>> = {}): Promise<Attempt> => {
    const { failure, ...attempt } = await it.attempt(
      { values: stringify({ ...service, ...values }), ...given },
      { chart },
    );
    expect(failure?.message).toBeUndefined();
    return attempt;
  };
  const pods = async () =>
    (
      await it.kubectl(
        'get',
        'pods',
        '--field-selector=status.phase=Running',
        '--output=jsonpath={.items[*].metadata.uid}',
      )
    )
      .split(' ')
      .sort();

  test('new pods come for another configuration or a rotated password, and not for the same version again', async () => {
    await it.apply(secret('db', 'one'));
    const values = { secrets: { env: ['db'] }, shutdownDelaySeconds: 0 };
    await deploy(values);
    const first = await pods();
    await deploy({ ...values, runUrl: 'https://ci.example.com/2' });
    expect(await pods()).toEqual(first);
    await it.apply(secret('db', 'two'));
    await deploy(values);
    const second = await pods();
    expect(second).not.toEqual(first);
    expect(await it.kubectl('exec', 'deployment/web', '--', 'sh', '-c', 'echo $PASSWORD')).toBe('two');
    await deploy(values, { 'app-config': 'none' });
    expect(await pods()).not.toEqual(second);
  });

  test('the pods wait for a Secret that an operator is about to make', async () => {
    const external = { store: { name: 'vault' }, keys: ['shop/web'] };
    const deployment = deploy({ secrets: { external } }, { app: 'web', release: 'later', 'app-config': 'none' });
    await it.waitFor('externalsecret/later-external');
    // As long as the kubelet needs to notice that it is missing.
    await it.kubectl(
      'wait',
      '--for=jsonpath={.status.phase}=Pending',
      'pod',
      '--selector=app.kubernetes.io/name=later',
    );
    await wait(4000);
    await it.apply(secret('later-external', 'fetched'));
    await deployment;
    expect(await it.kubectl('exec', 'deployment/later', '--', 'sh', '-c', 'echo $PASSWORD')).toBe('fetched');
  });

  test('a rollout drops no request', async () => {
    const release = { release: 'busy', 'app-config': 'none' };
    await deploy({ replicas: 2 }, release);
    const address = await it.kubectl('get', 'service', 'busy', '--output=jsonpath={.spec.clusterIP}');
    let isRolling = true;
    let answered = 0;
    const failures: string[] = [];
    const asking = (async () => {
      while (isRolling) {
        const answer = await fetch(`http://${address}/`, { headers: { connection: 'close' } }).then(
          ({ status }) => String(status),
          (error: Error) => String(error.cause ?? error),
        );
        if (answer === '200') answered += 1;
        else failures.push(answer);
        await wait(10);
      }
    })();
    await deploy({ replicas: 2, podAnnotations: { round: '2' } }, release);
    // The old pods are ended after the new ones are there.
    await wait(6000);
    // A busy machine asks more slowly.
    while (answered <= 100 && failures.length === 0) await wait(100);
    isRolling = false;
    await asking;
    expect(failures).toEqual([]);
  });

  test('Kubernetes takes all that the chart can write', async () => {
    const everything = {
      autoscaling: { enabled: true, targetMemory: 80 },
      ports: { metrics: 9090 },
      networkPolicy: {
        enabled: true,
        fromNamespaces: ['ingress-nginx'],
        fromCIDRs: ['10.0.0.0/8'],
        egress: { restricted: true, toNamespaces: ['db'], toCIDRs: ['10.1.0.0/16'] },
      },
      ingress: {
        controller: 'alb',
        allowList: ['10.0.0.0/8'],
        hosts: { name: 'shop.example.com', paths: ['/web'] },
        tls: { secretName: 'shop-tls' },
      },
      service: {
        type: 'LoadBalancer',
        allowList: ['10.0.0.0/8'],
        alibaba: { addressType: 'intranet', aclId: 'acl-1' },
      },
      secrets: {
        env: ['db'],
        variables: { KEY: { secret: 'db', key: 'PASSWORD' } },
        files: { db: '/app/db' },
        external: { store: { name: 'vault' }, keys: ['shop/web'] },
      },
      writablePaths: ['/var/cache'],
      appConfig: 'a: 1',
      appConfigPath: '/var/www/config.yml',
      appConfigMount: 'file',
      priorityClassName: 'system-cluster-critical',
      rollout: { maxUnavailable: '25%' },
    };
    const values = ['--set-json', `global={}`, ...jsonValues(everything)];
    const { all, exitCode } = await it.helm(['install', 'all', chart, ...values, '--dry-run=server']);
    expect(exitCode, all).toBe(0);
    const manifest = (await it.helm(['template', 'all', chart, ...values])).stdout;
    const { KUBECTL = '', KUBECONFIG = '' } = await environment();
    const applied = await execa(
      KUBECTL,
      ['apply', '--dry-run=server', '--validate=strict', '--namespace', it.namespace, '--filename=-', '--output=name'],
      { env: { KUBECONFIG }, input: manifest },
    );
    expect(
      applied.stdout
        .split('\n')
        .map((name) => name.split('/')[0])
        .sort(),
    ).toEqual([
      'configmap',
      'deployment.apps',
      'externalsecret.external-secrets.io',
      'horizontalpodautoscaler.autoscaling',
      'ingress.networking.k8s.io',
      'networkpolicy.networking.k8s.io',
      'poddisruptionbudget.policy',
      'service',
      'serviceaccount',
    ]);
  });
});

function jsonValues(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['--set-json', `${name}=${JSON.stringify(value)}`]);
}
