import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What got brings along for options that no request of ours has: `cache`, `dnsCache` and `http2`. In their place it gets
 * what it needs of them at its own start, and an error for whoever sets such an option after all.
 */
const replaced = {
  'cacheable-request': `export class CacheError extends Error {}
export default class CacheableRequest { constructor() { throw new Error('got is bundled without "cache"'); } }
`,
  'cacheable-lookup': `export default class CacheableLookup { constructor() { throw new Error('got is bundled without "dnsCache"'); } }
`,
  'http2-wrapper': `export default { globalAgent: undefined, get auto() { throw new Error('got is bundled without "http2"'); } };
`,
};

/** Makes a formatter, whose tables take 6 ms to read, when there is something to format: the text of an error. */
const eager = /= (new Intl\.ListFormat\([^;]*\));/g;

/**
 * Lays the replacements beside a copy of got, where the bundler finds them first, and lets a copy of its `@sindresorhus/is`
 * read nothing before it needs it: two thirds of what an action needs before it sends its first request.
 * @param modules the folder node_modules that has the copies
 * @throws when they are no longer as we know them
 */
export async function slimGot(modules: string): Promise<void> {
  const is = join(modules, '@sindresorhus/is/distribution/index.js');
  await writeFile(is, withLateFormatters(await readFile(is, 'utf8')));
  const { dependencies } = JSON.parse(await readFile(join(modules, 'got/package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const [name, code] of Object.entries(replaced)) {
    if (dependencies[name] === undefined) throw new Error(`got does not need ${name} any more`);
    const folder = join(modules, name);
    const description = { name, type: 'module', exports: './index.js', sideEffects: false };
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify(description));
    await writeFile(join(folder, 'index.js'), code);
  }
}

/** A script that makes its formatters of lists when they are used. */
export function withLateFormatters(script: string): string {
  const late = script.replace(eager, '= { format: (list) => $1.format(list) };');
  if (late === script) throw new Error('@sindresorhus/is makes no formatters where it did');
  return late;
}
