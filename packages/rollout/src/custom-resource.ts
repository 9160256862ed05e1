import { shorten } from './container.ts';
import type { Condition, KubernetesObject } from './objects.ts';
import { type Finding, type Verdict, waitingFor } from './verdict.ts';

/** An object of a kind that a CustomResourceDefinition brings; anything may be in it. */
export interface CustomResource extends KubernetesObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** A condition may say itself which generation it is about. */
type GenerationCondition = Condition & { readonly observedGeneration?: number };

/**
 * Judges an object by what controllers have agreed on to say, as kstatus defines it (sigs.k8s.io/cli-utils, pkg/kstatus): a
 * generation that is not observed and `Reconciling` are in progress, `Stalled` has failed, `Ready` decides else, and an
 * object that says nothing is current. More careful than kstatus, which is asked once where this is asked every second: what
 * is in force before the controller has seen the change proves nothing.
 */
export function judgeCustomResource(resource: CustomResource): Verdict {
  const { kind = 'Object', metadata } = resource;
  const object = `${kind}/${metadata.name}`;
  const { generation = 0 } = metadata;
  const observed = numberIn(resource.status, 'observedGeneration');
  const conditions = conditionsOf(resource.status);
  const find = (type: string, status: Condition['status']) =>
    conditions.find((condition) => condition.type === type && condition.status === status);
  const wait = (why: string): Verdict =>
    waitingFor({ code: 'not-ready', object, clause: `${object} is not ready: ${why}` });

  // Its controller leaves it alone, also its status.
  if (isSuspended(resource.spec)) return { state: 'succeeded' };
  if (observed !== undefined && observed < generation) return wait('not yet seen by its controller');
  const reconciling = find('Reconciling', 'True');
  if (reconciling) return wait(wordsOf(reconciling));

  const ready = conditions.find(({ type }) => type === 'Ready');
  // `Failed` is what Jobs say, and what is built like them; kstatus knows it of Jobs only, so `Ready` goes before it.
  const failed = find('Stalled', 'True') ?? (ready?.status === 'True' ? undefined : find('Failed', 'True'));
  if (failed) {
    // Without a generation it may be about the version before.
    if ((failed.observedGeneration ?? observed ?? 0) < generation) return wait(wordsOf(failed));
    const finding: Finding = { code: 'stalled', object, clause: `${object} has failed: ${wordsOf(failed)}` };
    return { state: 'failed', findings: [finding] };
  }
  if (ready === undefined) return { state: 'succeeded' };
  if ((ready.observedGeneration ?? generation) < generation) return wait('not yet seen by its controller');
  return ready.status === 'True' ? { state: 'succeeded' } : wait(wordsOf(ready));
}

function wordsOf({ type, status, reason = '', message = '' }: Condition): string {
  return shorten([reason, message].filter((part) => part !== '').join(': ') || `${type} is ${status}`);
}

function isSuspended(spec: unknown): boolean {
  return ['suspend', 'paused'].some((name) => fieldOf(spec, name) === true);
}

function numberIn(value: unknown, name: string): number | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'number' ? field : undefined;
}

/** Those that have the usual form: a status is free to have a `conditions` of its own making. */
function conditionsOf(status: unknown): readonly GenerationCondition[] {
  const conditions = fieldOf(status, 'conditions');
  if (!Array.isArray(conditions)) return [];
  return conditions.filter(
    (one): one is GenerationCondition =>
      typeof fieldOf(one, 'type') === 'string' && typeof fieldOf(one, 'status') === 'string',
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
