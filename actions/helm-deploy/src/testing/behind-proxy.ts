import { environment } from '@slipway/lab';
import { ApiProxy } from './api-proxy.ts';
import { TestDeployment } from './deployment.ts';

/** Gives `work` a namespace of the lab's cluster and a proxy in front of its API server; both are gone afterwards. */
export async function behindProxy(
  major: 3 | 4,
  work: (it: TestDeployment, proxy: ApiProxy) => Promise<void>,
): Promise<void> {
  const { KUBECONFIG = '' } = await environment();
  const [it, proxy] = [await TestDeployment.open(major), await ApiProxy.start(KUBECONFIG)];
  await work(it, proxy).finally(async () => {
    await proxy.stop();
    await it.close();
  });
}
