import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element: attributes begin with `@`, text is `#text`; every child is an array. */
export interface Element {
  readonly [name: string]: string | readonly Element[] | undefined;
}

export interface XmlRules {
  /** Elements whose content does not matter; it is skipped without being parsed. */
  readonly skip: readonly string[];
}

const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Parses a report that a build wrote and that may hold anything: entities of a DOCTYPE are never expanded, nothing is
 * fetched, and XML's five own entities are the only ones there are.
 * @throws {Error} saying where it is not well-formed.
 */
export function parseXml(xml: string, rules: XmlRules): Element {
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new Error(`line ${validity.err.line}: ${validity.err.msg}`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    alwaysCreateTextNode: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    cdataPropName: '#cdata',
    ignoreDeclaration: true,
    ignorePiTags: true,
    stopNodes: [...rules.skip],
    isArray: (name) => !name.startsWith('@') && name !== '#text',
  });
  return parser.parse(xml) as Element;
}

export function children(element: Element | undefined, name: string): readonly Element[] {
  const found = element?.[name];
  return Array.isArray(found) ? (found as readonly Element[]) : [];
}

export function attribute(element: Element, name: string): string {
  const value = element[`@${name}`];
  return typeof value === 'string' ? decode(value) : '';
}

/** The text of an element; CDATA sections, which know no entities, come after it. */
export function textOf(element: Element): string {
  const text = element['#text'];
  const sections = children(element, '#cdata').map((section) => section['#text'] ?? '');
  return (typeof text === 'string' ? decode(text) : '') + sections.join('');
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (all, decimal, hex, name) => {
    if (name !== undefined) return names[name] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
