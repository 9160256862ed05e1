import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ncc from '@vercel/ncc';
import { minify } from 'terser';
import { buildFolder } from '../paths.ts';

/** Bundles one compiled action into `<target>/<name>/`. Run as a program: `bundle.ts NAME TARGET`. */
async function bundle(name: string, target: string): Promise<void> {
  const { code, assets } = await ncc(join(buildFolder, 'actions', name, 'src/main.js'), {
    minify: true,
    quiet: true,
    cache: false,
    license: 'licenses.txt',
  });
  const folder = join(target, name);
  await rm(folder, { recursive: true, force: true });
  const files: Record<string, string | Buffer> = { 'index.js': code };
  for (const [path, { source }] of Object.entries(assets))
    files[path] = path.endsWith('.js') ? await minified(source) : source;
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** ncc minifies the entry only, not the chunks that are loaded when first needed. */
async function minified(source: string | Buffer): Promise<string> {
  const { code } = await minify(source.toString(), { module: true, keep_classnames: true, keep_fnames: true });
  if (code === undefined) throw new Error('terser gave no code');
  return code;
}

const [name, target] = process.argv.slice(2);
if (name === undefined || target === undefined) throw new Error('bundle.ts NAME TARGET');
await bundle(name, target);
