import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './paths.ts';

export interface InputDescription {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

/** What action.yml says, as far as documents and tests need it. */
export interface ActionDescription {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, InputDescription>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: Readonly<Record<string, string>>;
}

export async function readActionDescription(name: string): Promise<ActionDescription> {
  const description = parse(await readFile(join(root, 'actions', name, 'action.yml'), 'utf8')) as ActionDescription;
  return { ...description, inputs: description.inputs ?? {}, outputs: description.outputs ?? {} };
}
