import { globSync } from 'node:fs';
import { installTool } from '@slipway/lab';
import { execa } from 'execa';
import { root } from './paths.ts';

// npm run check: format, lint and import rule; types; workflows and action.yml files. What is generated (documents,
// rendered workflows) is compared in the unit tests, what is built (dist/) by verify-bundles.ts.

interface Check {
  readonly name: string;
  readonly command: () => Promise<readonly [string, ...string[]]>;
}

/** actionlint itself looks into the repository's own folder only; the examples are whole repositories. */
const workflowFiles = globSync('{.,examples/**}/.github/workflows/*.{yml,yaml}', {
  cwd: root,
  exclude: ['**/node_modules'],
}).sort();

const checks: readonly Check[] = [
  { name: 'format, lint, imports', command: async () => ['biome', 'ci', '--error-on-warnings', '.'] },
  { name: 'types', command: async () => ['tsc', '-p', '.'] },
  {
    name: 'workflows (actionlint)',
    command: async () => [await installTool('actionlint'), '-color', ...workflowFiles],
  },
  {
    name: 'workflows and actions (zizmor)',
    command: async () => [
      await installTool('zizmor'),
      '--offline',
      '--quiet',
      '--config',
      '.github/zizmor.yml',
      '.github',
      'actions',
      'examples',
    ],
  },
];

let failed = 0;
for (const { name, command } of checks) {
  const start = performance.now();
  const [program, ...args] = await command();
  const { exitCode } = await execa(program, args, { cwd: root, preferLocal: true, stdio: 'inherit', reject: false });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (exitCode !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
