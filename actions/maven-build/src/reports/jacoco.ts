import { attribute, type Counter, type Coverage, type CoveredLines, children, parseXml } from '@slipway/build-result';

/**
 * Reads the totals of a JaCoCo XML report. Its DOCTYPE names a DTD, which is not fetched.
 * @throws {Error} when it is not well-formed or not such a report.
 */
export function parseCoverage(xml: string): Coverage {
  const report = children(parseXml(xml, { skip: ['..package', '..group'] }), 'report')[0];
  if (report === undefined) throw new Error('there is no <report>');
  const counter = (type: string): Counter => {
    const found = children(report, 'counter').find((element) => attribute(element, 'type') === type);
    const count = (name: string) => (found === undefined ? 0 : Number(attribute(found, name)) || 0);
    return { covered: count('covered'), missed: count('missed') };
  };
  return { lines: counter('LINE'), branches: counter('BRANCH') };
}

/**
 * Reads which lines were reached, by `package/File.java` as JaCoCo names source files. A line counts as covered when one of
 * its instructions was run, as in JaCoCo's own LINE counter.
 * @throws {Error} when it is not well-formed or not such a report.
 */
export function parseCoveredLines(xml: string): ReadonlyMap<string, CoveredLines> {
  const report = children(parseXml(xml, { skip: ['..class'] }), 'report')[0];
  if (report === undefined) throw new Error('there is no <report>');
  const files = new Map<string, CoveredLines>();
  for (const group of children(report, 'package')) {
    const folder = attribute(group, 'name');
    for (const source of children(group, 'sourcefile')) {
      const name = attribute(source, 'name');
      const lines = children(source, 'line').map(
        (line) => [Number(attribute(line, 'nr')), Number(attribute(line, 'ci')) > 0] as const,
      );
      files.set(folder === '' ? name : `${folder}/${name}`, new Map(lines));
    }
  }
  return files;
}
