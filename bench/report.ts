import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchResult, Figure } from './measure.ts';

// Makes bench/README.md of bench/results/*.json: no figure is typed by hand.

type Kept = BenchResult & { readonly machine: string; readonly date: string };

const folder = join(import.meta.dirname, 'results');
const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
const results = await Promise.all(
  names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Kept),
);

function verdict(figure: Figure): string {
  if (figure.limit === undefined) return '';
  return `${figure.limit} ${figure.unit}${figure.value <= figure.limit ? '' : ' — **missed**'}`;
}

const sections = results.map((result) =>
  [
    `## ${result.name}`,
    '',
    `${result.method} ${result.machine}; ${result.date}.`,
    '',
    '| what | measured | limit |',
    '| --- | ---: | ---: |',
    ...result.figures.map((figure) => `| ${figure.what} | ${figure.value} ${figure.unit} | ${verdict(figure)} |`),
  ].join('\n'),
);
const head = [
  '# Figures',
  '',
  'Made by `npm run bench -- NAME…` (without a name: all that need no preparation) from `bench/results/`; run it again on your machine.',
  'Ratios compare variants that ran in turn in one run.',
].join('\n');
await writeFile(join(import.meta.dirname, 'README.md'), `${[head, ...sections].join('\n\n')}\n`);
