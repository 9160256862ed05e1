import type { InputReader } from '@slipway/runner';

export interface Inputs {
  readonly kubeconfig: string;
  readonly kubeContext: string;
  /** Names and patterns; empty for all namespaces. */
  readonly namespaces: readonly string[];
  readonly nodes: boolean;
  /** YAML text, or the path of a file; empty for the rules that hold by default. */
  readonly rules: string;
  /** `configmap/<namespace>/<name>`, or the path of a file. */
  readonly state: string;
  /** Milliseconds. */
  readonly watch: number;
  readonly settle: number;
  readonly dryRun: boolean;
}

export function readInputs(input: InputReader): Inputs {
  const state = input.text('state', { default: 'configmap/slipway/cluster-alerts' });
  if (/^configmap\//i.test(state) && !configMapPattern.test(state))
    input.problem('state', state, 'configmap/<namespace>/<name>, or the path of a file');
  return {
    kubeconfig: input.secret('kubeconfig'),
    kubeContext: input.text('kube-context'),
    namespaces: input.list('namespaces', {
      pattern: /^!?[a-z0-9*]([a-z0-9*-]*[a-z0-9*])?$/,
      allowed: 'namespaces, or patterns such as shop-* and !*-dev',
    }),
    nodes: input.flag('nodes', { default: true }),
    rules: input.text('rules'),
    state,
    watch: input.duration('watch', { default: '0', max: '6h' }),
    settle: input.duration('settle', { default: '10s', max: '10m' }),
    dryRun: input.flag('dry-run', { default: false }),
  };
}

export const configMapPattern = /^configmap\/([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)$/;
