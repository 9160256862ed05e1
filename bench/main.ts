import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

// npm run bench [-- NAME [OPTION…]]: one benchmark with its options, or all; then the report.

const all = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'results')
  .map((entry) => entry.name)
  .sort();
const [name, ...options] = process.argv.slice(2);
if (name !== undefined && !all.includes(name)) throw new Error(`No benchmark "${name}"; there are ${all.join(', ')}`);
for (const each of name === undefined ? all : [name]) {
  await execa('node', [join(import.meta.dirname, each, 'main.ts'), ...options], {
    preferLocal: true,
    stdio: 'inherit',
  });
}
await execa('node', [join(import.meta.dirname, 'report.ts')], { preferLocal: true, stdio: 'inherit' });
