import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { cluster } from './cluster/cluster.ts';
import type { Component, ComponentName, Environment, OwnComponent, Progress } from './component.ts';
import { git } from './components/git.ts';
import { kaniko } from './components/kaniko.ts';
import { mail } from './components/mail.ts';
import { registry } from './components/registry.ts';
import { sonar } from './components/sonar.ts';
import { LabFailure } from './failure.ts';
import { forgetLoans, giveBack, lend } from './loans.ts';
import { labFolder } from './machine/folders.ts';
import { withLock } from './machine/lock.ts';
import { processNames, running, stopProcess } from './machine/processes.ts';
import { requireDebian } from './tools/apt.ts';
import { installTools } from './tools/tools.ts';

/** All components; one stands after those it needs. */
const components: readonly Component[] = [registry, kaniko, git, mail, cluster, sonar];

/** What `up` brings up when nothing is named: all but SonarQube, which is heavy. */
export const usualComponents: readonly ComponentName[] = ['registry', 'kaniko', 'git', 'mail', 'cluster'];
export const componentNames: readonly ComponentName[] = components.map(({ name }) => name);

export interface LabOptions {
  /** Gets a line for each step. */
  readonly log: (line: string) => void;
}

export interface ComponentStatus {
  readonly name: ComponentName;
  /** `yours`: a variable points to one that the lab did not start. */
  readonly state: 'up' | 'down' | 'broken' | 'yours';
  readonly address: string;
  readonly pids: readonly number[];
  /** Milliseconds since the first of its processes started; 0 where it has none. */
  readonly uptime: number;
}

/**
 * Brings components and what they need up; those that are up stay as they are, and what an interrupted `up` left is
 * completed.
 * @throws {LabFailure} in one sentence, where this machine cannot.
 */
export async function up(names: readonly ComponentName[], options: LabOptions): Promise<void> {
  const wanted = withNeeds(names);
  await withLock(async () => {
    await complete(wanted, options);
    await forgetLoans(wanted.map(({ name }) => name));
  });
}

async function complete(wanted: readonly Component[], options: LabOptions): Promise<void> {
  await mkdir(labFolder, { recursive: true });
  const progress = progressTo(options.log);
  const ours = wanted.filter((component) => !isYours(component));
  if (ours.length > 0) await requireDebian(ours.map(({ name }) => name));
  await check(ours);
  for (const component of wanted) {
    if (isYours(component)) options.log(`  ${component.name}: yours (${component.own.variable})`);
    else await component.up(progress);
  }
}

/**
 * Takes everything down that the lab started and removes its folder; tools stay in the cache. With names, only those
 * components and what needs them go: images, repositories and mails stay, what is in a cluster or in SonarQube is lost.
 */
export async function down(options: LabOptions, names: readonly ComponentName[] = []): Promise<void> {
  await withLock(() => remove(options, names));
}

async function remove(options: LabOptions, names: readonly ComponentName[]): Promise<void> {
  const progress = progressTo(options.log);
  const going = names.length === 0 ? components : withDependents(names);
  for (const component of going.toReversed()) {
    const alive = (await Promise.all(component.processes.map(running))).some((process) => process !== undefined);
    const work = async () => {
      for (const name of component.processes.toReversed()) await stopProcess(name);
      await component.cleanUp?.();
    };
    if (alive) await progress.step(`${component.name}: down`, work);
    else await work();
  }
  await forgetLoans(going.map(({ name }) => name));
  if (names.length > 0) return;
  for (const name of await processNames()) await stopProcess(name);
  await rm(labFolder, { recursive: true, force: true });
}

/**
 * Brings components up for a while. What it returns takes down those that came up for this or another loan, as soon as
 * nobody else uses them; the others stay, with all their data, for whom they belong to.
 */
export async function borrow(names: readonly ComponentName[], options: LabOptions): Promise<() => Promise<void>> {
  const wanted = withNeeds(names);
  return withLock(async () => {
    // Seen under the lock: what another `up` is about to complete did not come up for us.
    const states = await Promise.all(wanted.map(statusOf));
    const missing = states.filter(({ state }) => state === 'down').map(({ name }) => name);
    const loan = await lend(
      wanted.map(({ name }) => name),
      missing,
    );
    const end = async () => {
      const idle = await giveBack(loan);
      if (idle.length > 0) await remove(options, idle);
    };
    await complete(wanted, options).catch(async (error: unknown) => {
      await end();
      throw error;
    });
    return () => withLock(end);
  });
}

export async function status(): Promise<ComponentStatus[]> {
  return Promise.all(components.map(statusOf));
}

async function statusOf(component: Component): Promise<ComponentStatus> {
  const { name } = component;
  if (isYours(component))
    return { name, state: 'yours', address: process.env[component.own.variable] ?? '', pids: [], uptime: 0 };
  const processes = await Promise.all(component.processes.map(running));
  const alive = processes.filter((process) => process !== undefined);
  const complete = alive.length === component.processes.length;
  const ready = complete && (await component.isReady().catch(() => false));
  const uptime = alive.length === 0 ? 0 : Date.now() - Math.min(...alive.map(({ started }) => started));
  const state = ready ? 'up' : alive.length === 0 ? 'down' : 'broken';
  return { name, state, address: component.address(), pids: alive.map(({ pid }) => pid), uptime };
}

/** Milliseconds in which components whose processes all run may take their time to answer. */
const patience = 30_000;

/** The variables that point tools at what is up, and at what users brought. */
export async function environment(): Promise<Environment> {
  const variables: Environment = {};
  for (const component of components) {
    if (isYours(component)) {
      Object.assign(variables, await ownEnvironment(component.own));
    } else if (await isUp(component)) {
      Object.assign(variables, await component.environment());
    }
  }
  return variables;
}

/** On a busy machine one question may find no answer in time; without the variables, whoever asked would fail at some other place. */
async function isUp(component: Component): Promise<boolean> {
  const deadline = Date.now() + patience;
  for (;;) {
    const { state, pids } = await statusOf(component);
    if (state === 'up') return true;
    if (state === 'down' || pids.length < component.processes.length || Date.now() > deadline) return false;
    await wait(200);
  }
}

/** The variables of a component that the user brought, and the tools for it that the user did not bring. */
async function ownEnvironment({ variable, with: others = [], tools = {} }: OwnComponent): Promise<Environment> {
  const given = [variable, ...others, ...Object.keys(tools)].flatMap((name) => {
    const value = process.env[name] ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return { ...(await installTools(tools)), ...Object.fromEntries(given) };
}

/** All that is missing, in one message: nothing is built for minutes to fail at the last component. */
async function check(wanted: readonly Component[]): Promise<void> {
  const problems: string[] = [];
  for (const component of wanted) {
    await component.check?.().catch((error: unknown) => {
      if (!(error instanceof LabFailure)) throw error;
      problems.push(error.message);
    });
  }
  if (problems.length > 0) throw new LabFailure(problems.join('\n'));
}

/** A variable that holds what the lab itself would print is not the user's own. */
function isYours(component: Component): component is Component & { readonly own: OwnComponent } {
  const { own } = component;
  const given = process.env[own?.variable ?? ''] ?? '';
  return given !== '' && given !== own?.ours();
}

function withNeeds(names: readonly ComponentName[]): Component[] {
  const wanted = new Set<ComponentName>();
  const add = (name: ComponentName) => {
    wanted.add(name);
    for (const need of components.find((component) => component.name === name)?.needs ?? []) add(need);
  };
  for (const name of names) add(name);
  return components.filter(({ name }) => wanted.has(name));
}

function withDependents(names: readonly ComponentName[]): Component[] {
  return components.filter(({ name }) => withNeeds([name]).some((need) => names.includes(need.name)));
}

function progressTo(log: (line: string) => void): Progress {
  return {
    async step(title, work) {
      const start = performance.now();
      const begun = setTimeout(() => log(`  ${title} …`), 5000);
      const result = await work().finally(() => clearTimeout(begun));
      log(`  ${title} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
      return result;
    },
  };
}
