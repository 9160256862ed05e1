import { expect, test } from 'vitest';
import { attribute, children, parseXml, textOf } from './xml.ts';

const root = (xml: string) => children(parseXml(xml, { skip: ['..system-out'] }), 'a')[0] ?? {};

test('decodes the five entities and characters by number, once', () => {
  const element = root('<a t="&lt;&#10;&#x41;&amp;lt;&nbsp;">&quot;x&apos;<![CDATA[&lt;]]></a>');
  expect(attribute(element, 't')).toBe('<\nA&lt;&nbsp;');
  expect(textOf(element)).toBe('"x\'&lt;');
});

test('expands no entity of the document', () => {
  const bomb = '<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y "&x;&x;&x;">]><a t="&y;">&y;</a>';
  expect(attribute(root(bomb), 't')).toBe('&y;');
  expect(textOf(root(bomb))).toBe('&y;');
});

test('never opens a file that the document names', () => {
  const external = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>';
  expect(() => root(external)).toThrow('External entities are not supported');
});

test('skips content that does not matter, whatever is in it', () => {
  const element = root('<a><system-out><![CDATA[</system-out><b/>]]></system-out><b n="1"/></a>');
  expect(children(element, 'b').map((b) => attribute(b, 'n'))).toEqual(['1']);
});

test.each(['', 'text', '<a>', '<a></b>', '<a><b', '<!DOCTYPE a [ <!ENTITY x "'])('refuses %j', (xml) => {
  expect(() => parseXml(xml, { skip: [] })).toThrow();
});

test('cannot be used to change the prototype of objects', () => {
  expect(() => root('<a><__proto__ polluted="yes"/><constructor/></a>')).not.toThrow(TypeError);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
