import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ncc from '@vercel/ncc';
import { minify } from 'terser';
import { buildFolder } from '../paths.ts';
import { compileAtOnce } from './eager-modules.ts';
import { loadLate } from './late-modules.ts';

/** Bundles one compiled action into `<target>/<name>/`. Run as a program: `bundle.ts NAME TARGET`. */
async function bundle(name: string, target: string): Promise<void> {
  const { code, assets } = await ncc(join(buildFolder, 'actions', name, 'src/main.js'), {
    minify: false,
    quiet: true,
    cache: false,
    license: 'licenses.txt',
  });
  const folder = join(target, name);
  await rm(folder, { recursive: true, force: true });
  const files: Record<string, string | Buffer> = { 'index.js': await finish(code) };
  for (const [path, { source }] of Object.entries(assets))
    files[path] = path.endsWith('.js') ? await finish(source.toString()) : source;
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Minified here and not by ncc, which leaves out the chunks and whose result could not be changed any more. */
async function finish(source: string): Promise<string> {
  const options = { module: true, keep_classnames: true, keep_fnames: true };
  const { code } = await minify(loadLate(source), options);
  if (code === undefined) throw new Error('terser gave no code');
  return compileAtOnce(code);
}

const [name, target] = process.argv.slice(2);
if (name === undefined || target === undefined) throw new Error('bundle.ts NAME TARGET');
await bundle(name, target);
