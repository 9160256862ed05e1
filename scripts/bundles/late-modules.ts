import { isBuiltin } from 'node:module';

/**
 * Modules of Node that cost milliseconds to load (tls 15 to 20 with what it needs, http 5) and are objects of functions and
 * classes. Most runs need a few of them, but dependencies import them all at their first line.
 */
const heavy = ['child_process', 'crypto', 'dns', 'http', 'http2', 'https', 'net', 'readline', 'tls', 'zlib'];

/** How the bundler writes an import of one of Node's modules: a new loader for each, which takes longer than most of them. */
const imported = /__WEBPACK_EXTERNAL_createRequire\(import\.meta\.url\)\("(?:node:)?([\w/]+)"\)/g;

/**
 * A bundled script, not minified yet, that gets Node's modules straight from Node, and the heavy ones when something of them
 * is first used.
 */
export function loadLate(code: string): string {
  const late = code.replace(imported, (whole, name: string) => {
    if (!isBuiltin(`node:${name}`)) return whole;
    return heavy.includes(name) ? `__slipway_late("${name}")` : `process.getBuiltinModule("node:${name}")`;
  });
  // Below the imports, which bundler and Node read first wherever they stand.
  const needsIt = late.includes('__slipway_late(');
  return needsIt ? `${late}\n${lateModule.toString().replace('lateModule', '__slipway_late')}\n` : late;
}

/** Stands for a module of Node, and loads it when first asked for anything. Its text is part of the bundles. */
export function lateModule(name: string, load = (id: string): unknown => process.getBuiltinModule(id)): object {
  let loaded: object | undefined;
  const whole = (): object => (loaded ??= load(`node:${name}`) as object);
  return new Proxy(
    {},
    {
      // The bundler's first question; none of Node's modules has it.
      get: (_, key) => (key === '__esModule' ? undefined : Reflect.get(whole(), key)),
      set: (_, key, value) => Reflect.set(whole(), key, value),
      has: (_, key) => Reflect.has(whole(), key),
      ownKeys: () => Reflect.ownKeys(whole()),
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(whole(), key);
        // A proxy may not call fixed what its own object does not have.
        return found && { ...found, configurable: true };
      },
    },
  );
}
