import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { stringify } from 'yaml';
import { DeployFailure } from './failure.ts';
import { type Foresight, foresee } from './foresight.ts';
import { startHelm } from './helm/helm.ts';
import { knownValues, valueArguments } from './helm/values.ts';
import type { Inputs } from './inputs.ts';
import { lookAtCluster } from './look/cluster.ts';
import { lookAtFiles } from './look/files.ts';
import { verifyImage } from './look/image.ts';
import { openTools, type Tools } from './tools.ts';

/** All that a deployment needs, found right before anything is changed. */
export interface Preparation extends Tools {
  readonly chart: string;
  readonly values: readonly string[];
  readonly digest: string;
  readonly needsNamespace: boolean;
  /** Undefined where nothing could be read ahead. */
  readonly foresight: Foresight | undefined;
}

/**
 * Looks at everything a deployment depends on.
 * @throws {DeployFailure} that names all problems at once
 */
export async function prepare(inputs: Inputs, context: Context): Promise<Preparation> {
  const problems: Failure[] = [];
  const collect = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const note = (sentences: readonly string[], code: 'not-deployable' | 'chart-invalid' = 'not-deployable') => {
    for (const headline of sentences) problems.push(new DeployFailure({ code, headline }));
  };

  const starting = startHelm(context);
  // What may go wrong with it is told where it is waited for.
  starting.catch(() => {});
  const files = await lookAtFiles(inputs, context.workspace);
  note(files.problems);
  const [tools, digest] = await Promise.all([
    collect(openTools(inputs, context, starting)),
    collect(verifyImage(inputs, context)),
  ]);
  const known = await writeValues(
    inputs,
    'known.yaml',
    stringify(
      knownValues({ inputs, digest: digest ?? '', runUrl: context.github.runUrl, isSharedChart: files.isSharedChart }),
    ),
    context,
  );
  const given = inputs.values === '' ? [] : [await writeValues(inputs, 'given.yaml', inputs.values, context)];
  const values = valueArguments({ ...inputs, ...files, valueFiles: [...files.valueFiles, known, ...given] });
  let needsNamespace = false;
  let foresight: Foresight | undefined;
  if (tools) {
    context.log.info(`Helm ${tools.helm.version}, cluster ${tools.cluster.server}`);
    if (inputs.verifyImage && inputs.registry === '')
      context.log.info('The image is not verified: no registry is given');
    const render = async (version: string) =>
      files.problems.length > 0 ? undefined : tools.helm.render(files.chart, values, version);
    const readAhead = async (hasNamespace: Promise<boolean>) => {
      if (!inputs.dryRun) foresight = await foresee(tools, inputs, () => hasNamespace);
    };
    const [look, lint] = await Promise.all([
      collect(lookAtCluster(tools.cluster, inputs, { render, foresee: readAhead })),
      files.problems.length > 0 ? [] : collect(tools.helm.lint(files.chart, values)),
    ]);
    note(look?.problems ?? []);
    note(
      (lint ?? []).map((error) => `The chart does not take the values: ${error}`),
      'chart-invalid',
    );
    needsNamespace = look?.needsNamespace ?? false;
  }
  const [first] = problems;
  if (first !== undefined || tools === undefined)
    throw problems.length === 1 || first === undefined ? first : allOf(problems, inputs);
  return { ...tools, chart: files.chart, values, digest: digest ?? '', needsNamespace, foresight };
}

function allOf(problems: readonly Failure[], { app, namespace }: Inputs): DeployFailure {
  return new DeployFailure({
    code: 'not-deployable',
    headline: `${app} cannot be deployed to ${namespace}; ${problems.length} things are wrong, nothing was changed`,
    reason: problems.map((problem) => `- ${problem.message.replaceAll('\n', '\n  ')}`).join('\n'),
  });
}

/** Values go through files that only this user can read: they may hold secrets, and argument vectors are public. */
async function writeValues(inputs: Inputs, name: string, text: string, context: Context): Promise<string> {
  const folder = await context.scratchFolder(`values-${inputs.release}`);
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}
