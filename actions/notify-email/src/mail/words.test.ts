import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reports } from '../testing/reports.ts';
import { modelOf, type Report } from './model.ts';
import { type Language, words } from './words.ts';

/** `states.success`, `footer`: every place that has a word. */
function keysOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' ? keysOf(inner, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

/** What a key says where all that is handed to it is a number or a name. */
function sayings(language: Language): ReadonlyMap<string, string> {
  const say = (value: object, prefix = ''): [string, string][] =>
    Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, string][] => {
      if (typeof inner === 'object' && inner !== null) return say(inner, `${prefix}${key}.`);
      const saying = typeof inner === 'function' ? String(inner(2, 3, 4, 5)) : String(inner);
      return [[`${prefix}${key}`, saying]];
    });
  return new Map(say(words[language]));
}

test('both languages have the same keys, and no key says the same in both or nothing', () => {
  expect(keysOf(words.zh).toSorted()).toEqual(keysOf(words.en).toSorted());
  const english = sayings('en');
  for (const [key, chinese] of sayings('zh')) {
    // Of a rule it says what it is given.
    if (key === 'ofRules') continue;
    expect(chinese, key).not.toBe(english.get(key));
    expect(chinese, key).toMatch(/\p{Script=Han}/u);
    // What is English in it are names: of this project, and of an input.
    expect(chinese.replace(/slipway|max-recipients/g, ''), key).not.toMatch(/[a-z]/i);
    expect(english.get(key), key).not.toMatch(/\p{Script=Han}/u);
  }
});

test('every key is used by a template or by what makes its model', async () => {
  const folder = join(import.meta.dirname, '..');
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !/\.test\.ts$|testing|words\.ts$/.test(file),
  );
  const sources = (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
  const unused = Object.keys(words.en).filter(
    (key) => !new RegExp(`\\b(w|it\\.words|words\\[language\\])\\.${key}\\b`).test(sources),
  );
  expect(unused).toEqual([]);
});

const kinds: readonly (readonly [string, Report])[] = Object.entries(reports);
// Names that stand in headings: of services, jobs and objects, in the words of those who gave them.
const names =
  /bss\.\w+|build|deploy|to dev|to stage|prod cluster|Pod\/[\w-]+|node-\d|shop\/[\w.]+|\b(bss-prod|Jane Doe|jane-doe)\b/g;

test.each(kinds)('in a Chinese mail of kind %s all labels and headings are Chinese', (_, report) => {
  const model = modelOf({ ...report, language: 'zh', alertsLater: 3, overflow: 2 });
  const said = [
    model.headline,
    ...model.facts.map(({ label }) => label),
    ...model.sections.map(({ title }) => title),
    ...model.notes,
    model.words.openLog,
    model.words.footer,
  ];
  for (const saying of said)
    expect(saying.replace(names, '').replace(/slipway|max-recipients/g, '')).not.toMatch(/[a-z]{2}/i);
  // A log is named by what wrote it.
  expect(model.facts.length).toBeGreaterThan(0);
});
