import { describe, expect, test } from 'vitest';
import { majors, render } from './render.ts';

describe.each(majors)('secrets, with Helm %i', (major) => {
  const objects = (secrets: unknown, apiVersions: readonly string[] = []) =>
    render({ secrets }, { major, apiVersions });

  test('become environment variables, all keys or one, and files', async () => {
    const { Deployment } = await objects({
      env: ['db'],
      variables: { API_TOKEN: { secret: 'api', key: 'token' } },
      files: { 'tls.index': '/app/tls' },
    });
    const { containers, volumes } = Deployment.spec.template.spec;
    const [{ env, envFrom, volumeMounts }] = containers;
    expect(envFrom).toEqual([{ secretRef: { name: 'db' } }]);
    expect(env).toContainEqual({ name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } });
    const volume = volumes.find(({ secret }: { secret?: object }) => secret !== undefined);
    expect(volume.secret).toEqual({ secretName: 'tls.index', defaultMode: 0o440 });
    expect(volumeMounts).toContainEqual({ name: volume.name, mountPath: '/app/tls', readOnly: true });
    // A volume's name has a smaller alphabet than a Secret's.
    expect(volume.name).toMatch(/^[a-z0-9-]{1,63}$/);
  });

  const external = {
    store: { name: 'vault' },
    keys: ['shop/index'],
    variables: { DB_PASSWORD: { key: 'shop/db', property: 'password' }, LICENCE: { key: 'shop/licence' } },
  };

  test('are fetched by the external-secrets operator', async () => {
    const { ExternalSecret, Deployment } = await objects({ external });
    expect(ExternalSecret.apiVersion).toBe('external-secrets.io/v1');
    expect(ExternalSecret.spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { name: 'index-external' },
      data: [
        { secretKey: 'DB_PASSWORD', remoteRef: { key: 'shop/db', property: 'password' } },
        { secretKey: 'LICENCE', remoteRef: { key: 'shop/licence' } },
      ],
      dataFrom: [{ extract: { key: 'shop/index' } }],
    });
    expect(Deployment.spec.template.spec.containers[0].envFrom).toEqual([{ secretRef: { name: 'index-external' } }]);
  });

  test('speak the older words to an older operator', async () => {
    const { ExternalSecret } = await objects({ external }, ['external-secrets.io/v1beta1']);
    expect(ExternalSecret.apiVersion).toBe('external-secrets.io/v1beta1');
    const both = await objects({ external }, ['external-secrets.io/v1beta1', 'external-secrets.io/v1']);
    expect(both.ExternalSecret.apiVersion).toBe('external-secrets.io/v1');
  });

  test('are none by default', async () => {
    const { ExternalSecret, Deployment } = await objects({});
    expect(ExternalSecret).toBeUndefined();
    expect(Deployment.spec.template.spec.containers[0]).not.toHaveProperty('envFrom');
  });
});
