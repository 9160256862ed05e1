import { KanikoFailure } from '../failure.ts';
import type { RuntimeName } from '../inputs.ts';
import { isAvailable, type Runtime, type Unavailable } from './runtime.ts';

/**
 * The order of `auto`: from the least that is needed and the most that is kept apart to the most and the least. The
 * sandbox starts in 40 ms and keeps the password out of the build; a container needs a daemon; a pod needs a cluster,
 * and the wrong one may be the current context of somebody's kubeconfig.
 */
export const automaticOrder: readonly RuntimeName[] = ['sandbox', 'container', 'kubernetes'];

type Candidates = { readonly [Name in RuntimeName]: () => Promise<Runtime | Unavailable> };

/**
 * Takes the runtime that was asked for, or the first that is possible. `why` is a sentence for the log.
 * @throws {KanikoFailure} `no-runtime`, with everything that was tried
 */
export async function chooseRuntime(
  asked: 'auto' | RuntimeName,
  candidates: Candidates,
): Promise<{ runtime: Runtime; why: string }> {
  const tried: Unavailable[] = [];
  for (const name of asked === 'auto' ? automaticOrder : [asked]) {
    const candidate = await candidates[name]();
    if (isAvailable(candidate)) return { runtime: candidate, why: reason(candidate, asked, tried) };
    tried.push(candidate);
  }
  const list = tried.map(({ name, why }) => `- ${name}: ${why}`).join('\n');
  throw new KanikoFailure({
    code: 'no-runtime',
    headline:
      asked === 'auto'
        ? 'kaniko cannot run here: none of its runtimes is possible'
        : `runtime: "${asked}" is not possible here`,
    reason: list,
    advice:
      'Install bubblewrap and give an executor binary, or provide docker, podman or nerdctl, or access to a cluster.',
  });
}

function reason(runtime: Runtime, asked: string, tried: readonly Unavailable[]): string {
  const how = asked === 'auto' ? `the first possible of ${automaticOrder.join(', ')}` : 'as the input says';
  const without = tried.map(({ name, why }) => `; not ${name}: ${why}`).join('');
  return `kaniko runs as ${runtime.name} (${runtime.description}), ${how}${without}`;
}
