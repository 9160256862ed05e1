import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './bundles/build.ts';
import { distFolder } from './paths.ts';

// Builds all bundles into a folder of its own and compares them with dist/, byte by byte.

async function contents(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(files.map(async (file) => [file.slice(folder.length + 1), await readFile(file)] as const)),
  );
}

const fresh = await mkdtemp(join(tmpdir(), 'slipway-bundles-'));
try {
  await build(fresh);
  const [committed, rebuilt] = await Promise.all([contents(distFolder), contents(fresh)]);
  const names = new Set([...committed.keys(), ...rebuilt.keys()]);
  const different = [...names].filter((name) => {
    const [one, other] = [committed.get(name), rebuilt.get(name)];
    return one === undefined || other === undefined || !one.equals(other);
  });
  if (different.length > 0) {
    console.error(
      `dist/ is not what its sources build; run "npm run build" and commit:\n${different.sort().join('\n')}`,
    );
    process.exitCode = 1;
  } else {
    console.log(`dist/: ${committed.size} files equal to a rebuild`);
  }
} finally {
  await rm(fresh, { recursive: true, force: true });
}
