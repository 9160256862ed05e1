import { attribute, type Counter, type Coverage, children, parseXml } from '@slipway/build-result';

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
