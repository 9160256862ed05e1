import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { buildFolder, root } from '../paths.ts';
import { slimGot } from './slim-got.ts';
import { slimNodemailer } from './slim-nodemailer.ts';

/**
 * Dependencies whose modules do nothing but define, so that the bundler may drop what we do not call. They do not say
 * so themselves (`"sideEffects": false`). It takes @actions/core from 480 kB to 3 (its OIDC client brings an HTTP
 * client we do not use) and @kubernetes/client-node from 5.4 MB to 1.1.
 */
const sideEffectFree = [
  '@actions/core',
  '@actions/http-client',
  '@actions/exec',
  '@actions/io',
  '@kubernetes/client-node',
  'got',
  '@sindresorhus/is',
  'nodemailer',
];

/**
 * Compiles actions and packages to build/ and lays beside them what the bundler resolves their imports to.
 * Type errors end it: nothing is bundled from sources that do not check.
 */
export async function compile(): Promise<void> {
  await rm(buildFolder, { recursive: true, force: true });
  await execa('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, preferLocal: true, stdio: 'inherit' });
  for (const name of await readdir(join(buildFolder, 'packages'))) await layPackage(name);
  for (const name of sideEffectFree) await copyWithoutSideEffects(name);
  await slimGot(join(buildFolder, 'node_modules'));
  await slimNodemailer(join(buildFolder, 'node_modules/nodemailer'));
}

/** Our packages do nothing but define either: what an action loads late does not come with what it loads first. */
async function layPackage(name: string): Promise<void> {
  const folder = join(buildFolder, 'packages', name);
  const description = { type: 'module', exports: './src/index.js', sideEffects: false };
  await writeFile(join(folder, 'package.json'), JSON.stringify(description));
  const link = join(buildFolder, 'node_modules/@slipway', name);
  await mkdir(dirname(link), { recursive: true });
  await symlink(folder, link);
}

async function copyWithoutSideEffects(name: string): Promise<void> {
  const [source, target] = [join(root, 'node_modules', name), join(buildFolder, 'node_modules', name)];
  await cp(source, target, { recursive: true, filter: (path) => !/\.(d\.ts|map)$/.test(path) });
  const description: unknown = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  await writeFile(join(target, 'package.json'), JSON.stringify({ ...Object(description), sideEffects: false }));
}
