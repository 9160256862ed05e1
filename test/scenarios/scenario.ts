import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDuration } from '@slipway/findings';
import { parse, stringify } from 'yaml';

/** One folder of `cases/`: a release, what befalls it, and the verdict that is due. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly verdict: 'success' | 'failure';
  /** Codes of findings, one of which has to be the first; for failures. */
  readonly code: readonly string[];
  /** Pattern of the cause; for failures. */
  readonly cause: RegExp;
  /** Milliseconds in which the action has to end, at its usual pace on two cores that do nothing else. */
  readonly within: number;
  readonly values: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Values of a good release that is there before. */
  readonly after: string | undefined;
  readonly rolledBack: boolean | undefined;
  /** Labels of the namespace, and objects that are in it before. */
  readonly labels: Readonly<Record<string, string>>;
  readonly before: readonly unknown[];
  /** Arguments of kubectl, each so many milliseconds after the action's start. */
  readonly later: readonly { readonly after: number; readonly kubectl: readonly string[] }[];
  /** Arguments of kubectl, at the end. */
  readonly finally: readonly (readonly string[])[];
}

export const casesFolder = join(import.meta.dirname, 'cases');

export async function readScenarios(): Promise<Scenario[]> {
  const names = (await readdir(casesFolder)).sort();
  return Promise.all(names.map(readScenario));
}

async function readScenario(name: string): Promise<Scenario> {
  const [text, values] = await Promise.all(
    ['scenario.yaml', 'values.yaml'].map((file) => readFile(join(casesFolder, name, file), 'utf8')),
  );
  const raw = parse(text ?? '') as Record<string, unknown>;
  const later = (raw.later ?? []) as { after: string; kubectl: string[] }[];
  return {
    name,
    about: String(raw.about),
    verdict: raw.verdict === 'failure' ? 'failure' : 'success',
    code: String(raw.code ?? '').split('|'),
    cause: new RegExp(String(raw.cause ?? '(no cause)')),
    within: milliseconds(raw.within),
    values: values ?? '',
    inputs: (raw.inputs ?? {}) as Record<string, string>,
    after: raw.after === undefined ? undefined : stringify(raw.after),
    rolledBack: raw.rolledBack as boolean | undefined,
    labels: (raw.labels ?? {}) as Record<string, string>,
    before: (raw.before ?? []) as unknown[],
    later: later.map(({ after, kubectl }) => ({ after: milliseconds(after), kubectl })),
    finally: (raw.finally ?? []) as string[][],
  };
}

function milliseconds(value: unknown): number {
  const duration = parseDuration(String(value));
  if (duration === undefined) throw new Error(`${String(value)} is no duration`);
  return duration;
}
