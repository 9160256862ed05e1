import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isInside } from '@slipway/build-result';
import { type PomFacts, pomFacts } from './jacoco-declaration.ts';

export interface Module {
  /** Absolute path. */
  readonly folder: string;
  readonly facts: PomFacts;
}

/** The project and all its modules (of every profile) that lie in the workspace, the project first. */
export async function modulesOf(folder: string, workspace: string): Promise<Module[]> {
  const modules = new Map<string, Module>();
  const waiting = [join(folder, 'pom.xml')];
  for (let pom = waiting.shift(); pom !== undefined; pom = waiting.shift()) {
    if (modules.has(pom) || !isInside(workspace, pom)) continue;
    const facts = await readPom(pom);
    if (facts === undefined) continue;
    const module = { folder: dirname(pom), facts };
    modules.set(pom, module);
    for (const name of facts.modules) {
      const path = resolve(module.folder, name);
      waiting.push(path.endsWith('.xml') ? path : join(path, 'pom.xml'));
    }
  }
  return [...modules.values()];
}

/**
 * Whether a POM of the project, or a parent of one, declares JaCoCo. `unknown` when only Maven can tell: a parent
 * that is not on this machine yet, or a declaration inside a profile.
 */
export async function declaresJacoco(
  modules: readonly Module[],
  repository: string,
): Promise<'yes' | 'no' | 'unknown'> {
  let answer: 'no' | 'unknown' = 'no';
  const seen = new Set<string>();
  for (const module of modules) {
    let { facts, folder }: { facts: PomFacts; folder: string } = module;
    for (;;) {
      if (facts.jacoco === 'declared') return 'yes';
      if (facts.jacoco === 'conditional') answer = 'unknown';
      const { parent } = facts;
      if (parent === undefined) break;
      const found = await findParent(parent, folder, repository);
      if (found === undefined) {
        answer = 'unknown';
        break;
      }
      if (seen.has(found.path)) break;
      seen.add(found.path);
      facts = found.facts;
      folder = dirname(found.path);
    }
  }
  return answer;
}

async function findParent(parent: NonNullable<PomFacts['parent']>, folder: string, repository: string) {
  const { group, artifact, version } = parent;
  const near = parent.path === '' ? undefined : resolve(folder, parent.path);
  const candidates = [
    ...(near === undefined ? [] : [near.endsWith('.xml') ? near : join(near, 'pom.xml')]),
    join(repository, ...group.split('.'), artifact, version, `${artifact}-${version}.pom`),
  ];
  for (const path of candidates) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    // Maven takes a neighbouring POM only when it is the parent that was named.
    if (text?.includes(`<artifactId>${artifact}</artifactId>`)) return { path, facts: pomFacts(text) };
  }
  return undefined;
}

async function readPom(path: string): Promise<PomFacts | undefined> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile ? pomFacts(await readFile(await realpath(path), 'utf8')) : undefined;
}
