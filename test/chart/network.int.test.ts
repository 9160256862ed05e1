import { describe, expect, test } from 'vitest';
import { majors, type Rendered, render } from './render.ts';

describe.each(majors)('the ways in and out, with Helm %i', (major) => {
  const objects = (values: unknown) => render(values, { major });
  const paths = { paths: ['/index'], name: 'shop.example.com' };

  test('an Ingress leads the paths of the host to the Service, with the certificate', async () => {
    const { Ingress, Service } = await objects({
      ingress: { className: 'nginx', hosts: paths, tls: { secretName: 'shop-tls' } },
      ports: { metrics: 9090 },
    });
    const backend = { service: { name: 'index', port: { name: 'http' } } };
    expect(Ingress.spec).toEqual({
      ingressClassName: 'nginx',
      tls: [{ hosts: ['shop.example.com'], secretName: 'shop-tls' }],
      rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/index', pathType: 'Prefix', backend }] } }],
    });
    expect(Service.spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'metrics', port: 9090, targetPort: 'metrics' },
    ]);
  });

  test('there is no Ingress without paths, without a Service, or when none is wanted', async () => {
    expect((await objects({})).Ingress).toBeUndefined();
    expect((await objects({ ingress: { hosts: paths, enabled: false } })).Ingress).toBeUndefined();
    const { Ingress, Service } = await objects({ ingress: { hosts: paths }, service: { enabled: false } });
    expect([Ingress, Service]).toEqual([undefined, undefined]);
  });

  const allowList = ['10.0.0.0/8', '192.168.7.0/24'];
  const annotations = async (ingress: object): Promise<Rendered> =>
    (await objects({ ingress: { hosts: paths, allowList, ...ingress } })).Ingress.metadata.annotations;

  test('the allow list is in the words of nginx', async () => {
    const expected = { 'nginx.ingress.kubernetes.io/whitelist-source-range': '10.0.0.0/8,192.168.7.0/24' };
    expect(await annotations({ className: 'nginx-internal' })).toMatchObject(expected);
    expect(await annotations({ controller: 'nginx' })).toMatchObject(expected);
  });

  test("the allow list is in the words of Alibaba's load balancer", async () => {
    const { 'alb.ingress.kubernetes.io/conditions.index': conditions } = await annotations({ className: 'alb' });
    expect(JSON.parse(conditions)).toEqual([{ type: 'SourceIp', sourceIpConfig: { values: allowList } }]);
  });

  test('a Service of type LoadBalancer has an allow list too, or one of the account', async () => {
    const service = { type: 'LoadBalancer', allowList, alibaba: { addressType: 'intranet', aclId: 'acl-7' } };
    const { Service } = await objects({ service });
    expect(Service.spec.loadBalancerSourceRanges).toEqual(allowList);
    const prefix = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer';
    expect(Service.metadata.annotations).toMatchObject({
      [`${prefix}-address-type`]: 'intranet',
      [`${prefix}-acl-status`]: 'on',
      [`${prefix}-acl-id`]: 'acl-7',
      [`${prefix}-acl-type`]: 'white',
    });
    expect((await objects({ service: { allowList } })).Service.spec).not.toHaveProperty('loadBalancerSourceRanges');
  });

  const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

  test('a network policy lets in the own namespace and what the values name, on the ports of the service', async () => {
    const networkPolicy = { enabled: true, fromNamespaces: ['ingress-nginx'], fromCIDRs: ['10.1.0.0/16'] };
    const { NetworkPolicy } = await objects({ networkPolicy, ports: { metrics: 9090 } });
    expect(NetworkPolicy.spec.policyTypes).toEqual(['Ingress']);
    expect(NetworkPolicy.spec.ingress).toEqual([
      {
        from: [{ podSelector: {} }, namespace('ingress-nginx'), { ipBlock: { cidr: '10.1.0.0/16' } }],
        ports: [
          { protocol: 'TCP', port: 'http' },
          { protocol: 'TCP', port: 'metrics' },
        ],
      },
    ]);
    // An empty list of peers would let in everybody.
    const nobody = await objects({ networkPolicy: { enabled: true, fromSameNamespace: false } });
    expect(nobody.NetworkPolicy.spec.ingress).toEqual([]);
  });

  test('a restricted way out still finds names', async () => {
    const egress = { restricted: true, toNamespaces: ['db'], toCIDRs: ['10.2.0.7/32'] };
    const { NetworkPolicy } = await objects({ networkPolicy: { enabled: true, egress } });
    expect(NetworkPolicy.spec.policyTypes).toEqual(['Ingress', 'Egress']);
    const dns = {
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    };
    expect(NetworkPolicy.spec.egress).toEqual([
      dns,
      { to: [{ podSelector: {} }, namespace('db'), { ipBlock: { cidr: '10.2.0.7/32' } }] },
    ]);
    const alone = { restricted: true, toSameNamespace: false };
    const { NetworkPolicy: closed } = await objects({ networkPolicy: { enabled: true, egress: alone } });
    expect(closed.spec.egress).toEqual([dns]);
    expect((await objects({})).NetworkPolicy).toBeUndefined();
  });
});
