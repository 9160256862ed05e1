import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { actionNames, root } from '../paths.ts';
import { compile } from './compile.ts';

/** Compiles everything and bundles the named actions into `target`, as many at a time as there are cores. */
export async function build(target: string, names: readonly string[] = actionNames): Promise<void> {
  await compile();
  const waiting = [...names];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const start = performance.now();
      await execa('node', [join(root, 'scripts/bundles/bundle.ts'), name, target], {
        preferLocal: true,
        stdio: 'inherit',
      });
      console.log(`${name}: bundled in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}
