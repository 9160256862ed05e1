import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { execa } from 'execa';
import { parseAllDocuments, stringify } from 'yaml';
import { root } from '../../scripts/paths.ts';

export const chart = join(root, 'charts/microservice');

/** The Helm versions that every template is tried with. */
export const majors = [3, 4] as const;

/** A Kubernetes object as it is written; what is asked of it is in the tests. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads any field of any kind
export type Rendered = any;

export interface RenderOptions {
  readonly major: 3 | 4;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
}

/** Objects by kind of release `index` in namespace `bss-dev`, with these values over the defaults. */
export async function render(values: unknown, options: RenderOptions): Promise<Record<string, Rendered>> {
  const { stdout } = await template(values, options);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS() as Rendered);
  return Object.fromEntries(objects.filter(Boolean).map((object) => [object.kind, object]));
}

/** What Helm says against these values; empty when it has nothing against them. */
export async function refusal(values: unknown, options: RenderOptions): Promise<string> {
  const { exitCode, stderr } = await template(values, options, false);
  return exitCode === 0 ? '' : stderr;
}

async function template(values: unknown, options: RenderOptions, reject = true) {
  const { [`HELM${options.major}`]: helm = '' } = await environment();
  const folder = await mkdtemp(join(tmpdir(), 'slipway-values-'));
  try {
    const file = join(folder, 'values.yaml');
    await writeFile(file, stringify(values));
    const cluster = [
      `--kube-version=${options.kubeVersion ?? '1.33.0'}`,
      ...(options.apiVersions ?? []).map((version) => `--api-versions=${version}`),
    ];
    return await execa(helm, ['template', 'index', chart, '--namespace=bss-dev', `--values=${file}`, ...cluster], {
      reject,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
