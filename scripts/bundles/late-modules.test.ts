import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { lateModule, loadLate } from './late-modules.ts';

/** How often a module was loaded by now, and a stand-in for it. */
function standIn(name: string) {
  const load = createRequire(import.meta.url);
  const names: string[] = [];
  const counted = (given: string): unknown => {
    names.push(given);
    return load(given);
  };
  return { names, module: lateModule(name, Object.assign(counted, load)) as Record<string, unknown> };
}

describe('a module of Node that is loaded late', () => {
  it('is not loaded by an import, nor by the question whether it is an ES module', () => {
    const { names, module } = standIn('zlib');
    expect(module.__esModule).toBeUndefined();
    expect(names).toEqual([]);
  });

  it('is loaded once, when something of it is used', () => {
    const { names, module } = standIn('zlib');
    const zlib = createRequire(import.meta.url)('node:zlib') as Record<string, unknown>;
    expect(module.gzipSync).toBe(zlib.gzipSync);
    expect(module.constants).toBe(zlib.constants);
    expect(names).toEqual(['node:zlib']);
  });

  it('can be listed and copied like the module itself', () => {
    const { module } = standIn('net');
    const net = createRequire(import.meta.url)('node:net') as Record<string, unknown>;
    expect(Object.keys(module)).toEqual(Object.keys(net));
    expect({ ...module }).toEqual({ ...net });
    expect('connect' in module && !('nothing' in module)).toBe(true);
  });

  it('lets classes be made from its own', () => {
    const { Agent } = standIn('http').module as unknown as typeof import('node:http');
    class Own extends Agent {}
    expect(new Own()).toBeInstanceOf(createRequire(import.meta.url)('node:http').Agent);
  });
});

describe('a bundle', () => {
  const imports = (name: string) => `module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("${name}");`;

  it('loads heavy modules late and light ones as it did', () => {
    const code = loadLate([imports('node:tls'), imports('https'), imports('node:path')].join('\n'));
    expect(code).toContain(
      'module.exports = __slipway_late("tls", __WEBPACK_EXTERNAL_createRequire(import.meta.url));',
    );
    expect(code).toContain('module.exports = __slipway_late("https", ');
    expect(code).toContain(imports('node:path'));
    expect(code).toContain('function __slipway_late(name');
  });

  it('without heavy modules stays as it is', () => {
    expect(loadLate(imports('node:path'))).toBe(imports('node:path'));
  });
});
