import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Inputs } from '../inputs.ts';

/** What the deployment repository gives for one app in one environment; absolute paths. */
export interface DeploymentFiles {
  readonly chart: string;
  readonly isSharedChart: boolean;
  readonly valueFiles: readonly string[];
  /** Empty when there is none to pass. */
  readonly appConfig: string;
  readonly setFile: ReadonlyMap<string, string>;
  /** What is wrong, each a sentence; empty when all is there. */
  readonly problems: readonly string[];
}

/** The chart for all services travels with the action, whose bundle is dist/helm-deploy/index.js. */
const shippedChart = join(dirname(process.argv[1] ?? ''), '../../charts/microservice');

/** Finds chart, values files and AppConfig file, and says what is missing with what there is instead. */
export async function lookAtFiles(
  inputs: Inputs,
  workspace: string,
  sharedChart = shippedChart,
): Promise<DeploymentFiles> {
  const problems: string[] = [];
  const folder = resolve(workspace, inputs.workingDirectory);
  const within = relative(workspace, folder);
  if (within.startsWith('..') || isAbsolute(within))
    problems.push(`working-directory: "${inputs.workingDirectory}" lies outside the workspace`);
  else if (!existsSync(folder)) problems.push(`working-directory: "${inputs.workingDirectory}" does not exist`);

  const named = (input: string, path: string) => {
    const full = resolve(folder, path);
    if (!existsSync(full)) problems.push(`${input}: the file "${path}" does not exist in the deployment repository`);
    return full;
  };
  const chart = findChart(inputs, folder, sharedChart);
  if (!existsSync(join(chart, 'Chart.yaml')))
    problems.push(`chart: "${inputs.chart || chart}" is no folder with a Chart.yaml`);
  const setFile = new Map([...inputs.setFile].map(([name, path]) => [name, named('set-file', path)]));
  const valueFiles =
    inputs.valueFiles.length > 0
      ? inputs.valueFiles.map((path) => named('value-files', path))
      : await usualValueFiles(inputs, folder, problems);
  const appConfig = await findAppConfig(inputs, folder, named, problems);
  return { chart, isSharedChart: await isMicroservice(chart), valueFiles, appConfig, setFile, problems };
}

function findChart(inputs: Inputs, folder: string, sharedChart: string): string {
  if (inputs.chart !== '') return resolve(folder, inputs.chart);
  const own = ['chart', 'helm'].map((name) => join(folder, name)).find((path) => existsSync(join(path, 'Chart.yaml')));
  return own ?? sharedChart;
}

async function isMicroservice(chart: string): Promise<boolean> {
  const text = await readFile(join(chart, 'Chart.yaml'), 'utf8').catch(() => '');
  return (parse(text) as { name?: string } | null)?.name === 'microservice';
}

/** Common ones first; what is for one service overrides what is for all. */
async function usualValueFiles({ app, env }: Inputs, folder: string, problems: string[]): Promise<string[]> {
  const common = ['values.yaml', 'helm/values.yaml'].map((name) => join(folder, name)).find(existsSync);
  const ofService = [`values/${app}.yaml`, ...(env === '' ? [] : [`values/${env}/${app}.yaml`])]
    .map((name) => join(folder, name))
    .filter(existsSync);
  if (env === '') return [...(common === undefined ? [] : [common]), ...ofService];
  const own = [`${env}.yaml`, `helm/${env}.yaml`].map((name) => join(folder, name)).find(existsSync);
  if (own === undefined) {
    const known = (await environments(folder)).join(', ');
    problems.push(
      `env: "${env}" given, but the deployment repository has no ${env}.yaml; allowed: ${known || 'none, it has no values file for an environment'}`,
    );
  }
  return [...[common, own].filter((path) => path !== undefined), ...ofService];
}

async function environments(folder: string): Promise<string[]> {
  const files = (await Promise.all(['.', 'helm'].map((sub) => readdir(join(folder, sub)).catch(() => [])))).flat();
  const names = files.filter((file) => file.endsWith('.yaml')).map((file) => file.replace(/\.yaml$/, ''));
  return names.filter((name) => name !== 'values' && name !== 'Chart' && /^[a-z0-9-]+$/.test(name)).sort();
}

async function findAppConfig(
  inputs: Inputs,
  folder: string,
  named: (input: string, path: string) => string,
  problems: string[],
): Promise<string> {
  if (inputs.appConfig === 'none') return '';
  if (inputs.appConfig !== '') return named('app-config', inputs.appConfig);
  const configs = join(folder, 'appConfig', inputs.env);
  // A repository without AppConfig files at all does not use them.
  if (inputs.env === '' || !existsSync(join(folder, 'appConfig'))) return '';
  const path = join(configs, `${inputs.app}.yml`);
  if (existsSync(path)) return path;
  const apps = (await readdir(configs).catch(() => []))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => file.replace(/\.yml$/, ''));
  problems.push(
    `app: "${inputs.app}" has no AppConfig file appConfig/${inputs.env}/${inputs.app}.yml in the deployment repository; ` +
      `allowed: ${apps.sort().join(', ') || 'none, there is no service in this environment'} (or set app-config to none)`,
  );
  return '';
}
