import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './paths.ts';

// Renders workflows/*.yml to .github/workflows/: GitHub looks nowhere else, and only full references work everywhere.
// A fork or an in-house mirror renders with its own name: npm run docs -- --repository acme/slipway --ref v1

/** Where the committed workflows point; a release points them to the commit that holds its bundles. */
export const home = { repository: 'slipway-ci/slipway', ref: 'v0' } as const;

export interface Home {
  readonly repository: string;
  readonly ref: string;
}

const source = join(root, 'workflows');
const target = join(root, '.github/workflows');

/**
 * Turns the self-references `uses: $/path` of a workflow's source into `uses: owner/repository/path@ref`.
 * The short form needs a new runner, is not on GitHub Enterprise Server, and act rejects it.
 */
export function renderWorkflow(name: string, text: string, at: Home): string {
  const rendered = text.replaceAll(/(\buses:\s*)\$\/(\S+)/g, `$1${at.repository}/$2@${at.ref}`);
  return `# Rendered from workflows/${name}; change it there and run "npm run docs".\n${rendered}`;
}

/** Every rendered workflow by its path, as it should be. */
export async function renderedWorkflows(at: Home): Promise<Map<string, string>> {
  const names = (await readdir(source)).filter((name) => name.endsWith('.yml')).sort();
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const text = await readFile(join(source, name), 'utf8');
        return [join(target, name), renderWorkflow(name, text, at)] as const;
      }),
    ),
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { repository: { type: 'string', default: home.repository }, ref: { type: 'string', default: home.ref } },
  });
  for (const [path, text] of await renderedWorkflows(values)) await writeFile(path, text);
}
