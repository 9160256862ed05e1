import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

/**
 * Takes from a copy of nodemailer what reading it costs and a mail of ours hardly needs: the servers of well-known
 * services, since we name the server ourselves, and its two tables of file types, which only attachments need.
 * @throws when the copy is no longer as we know it
 */
export async function slimNodemailer(folder: string): Promise<void> {
  const [services, types] = ['well-known', 'mime-funcs'].map((part) => join(folder, 'dist/esm', part));
  const [wellKnown, mimeTypes] = [join(services ?? '', 'index.js'), join(types ?? '', 'mime-types.js')];
  await access(wellKnown);
  await writeFile(wellKnown, 'export default () => false;\n');
  await writeFile(mimeTypes, tablesAsText(await readFile(mimeTypes, 'utf8')));
}

/** A script whose tables are texts, a single word for the engine, until something is looked up in them. */
export function tablesAsText(script: string): string {
  const slim = script.replace(/new Map\((\[\n[\s\S]*?\n\])\);/g, (_, table: string) => {
    const entries: unknown = runInNewContext(table);
    return `lateMap(${JSON.stringify(JSON.stringify(entries))});`;
  });
  if (slim === script) throw new Error('nodemailer has no tables of file types where they were');
  return `${slim}\n${lateMap.toString()}\n`;
}

/** A map that is read from its JSON when first asked. Its text is part of the bundle. */
function lateMap(text: string): Pick<Map<string, string | readonly string[]>, 'get' | 'has'> {
  let map: Map<string, string | readonly string[]> | undefined;
  const whole = () => {
    map ??= new Map(JSON.parse(text) as [string, string | readonly string[]][]);
    return map;
  };
  return { get: (key) => whole().get(key), has: (key) => whole().has(key) };
}
