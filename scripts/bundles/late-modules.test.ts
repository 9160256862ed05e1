import { describe, expect, it } from 'vitest';
import { lateModule, loadLate } from './late-modules.ts';

/** How often a module was loaded by now, and a stand-in for it. */
function standIn(name: string) {
  const names: string[] = [];
  const load = (given: string): unknown => {
    names.push(given);
    return process.getBuiltinModule(given);
  };
  return { names, module: lateModule(name, load) as Record<string, unknown> };
}

describe('a module of Node that is loaded late', () => {
  it('is not loaded by an import, nor by the question whether it is an ES module', () => {
    const { names, module } = standIn('zlib');
    expect(module.__esModule).toBeUndefined();
    expect(names).toEqual([]);
  });

  it('is loaded once, when something of it is used', () => {
    const { names, module } = standIn('zlib');
    const zlib = process.getBuiltinModule('node:zlib') as unknown as Record<string, unknown>;
    expect(module.gzipSync).toBe(zlib.gzipSync);
    expect(module.constants).toBe(zlib.constants);
    expect(names).toEqual(['node:zlib']);
  });

  it('can be listed and copied like the module itself', () => {
    const { module } = standIn('net');
    const net = process.getBuiltinModule('node:net') as unknown as Record<string, unknown>;
    expect(Object.keys(module)).toEqual(Object.keys(net));
    expect({ ...module }).toEqual({ ...net });
    expect('connect' in module && !('nothing' in module)).toBe(true);
  });

  it('lets classes be made from its own', () => {
    const { Agent } = standIn('http').module as unknown as typeof import('node:http');
    class Own extends Agent {}
    expect(new Own()).toBeInstanceOf(process.getBuiltinModule('node:http').Agent);
  });
});

describe('a bundle', () => {
  const imports = (name: string) => `module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("${name}");`;

  it('loads heavy modules late and gets light ones straight from Node', () => {
    const code = loadLate(
      [imports('node:tls'), imports('https'), imports('node:fs/promises'), imports('path')].join('\n'),
    );
    expect(code).toContain('module.exports = __slipway_late("tls");');
    expect(code).toContain('module.exports = __slipway_late("https");');
    expect(code).toContain('module.exports = process.getBuiltinModule("node:fs/promises");');
    expect(code).toContain('module.exports = process.getBuiltinModule("node:path");');
    expect(code).toContain('function __slipway_late(name');
  });

  it('without heavy modules gets nothing added', () => {
    expect(loadLate(imports('path'))).toBe('module.exports = process.getBuiltinModule("node:path");');
  });
});
