import { expect, test } from 'vitest';
import { declarationLine } from './declaration.ts';

const java = `package p;
class CartTest {
  @BeforeEach void up() {
    adds(1);
    new Cart().adds();
  }
  @ParameterizedTest @MethodSource("none")
  void adds(int n) {
  }
  @Nested class Empty {
    @Test void über() {}
  }
}
`;
const kotlin = "package p\nclass CartTest {\n  @Test fun `a cart (of one) adds`() {\n  }\n  @Test fun `it's`() {}\n}\n";

test.each([
  ['a method', java, 'adds(int)[1]', 8],
  ['a method in a class inside', java, 'über', 11],
  ['a test that has no method', java, 'made up', 2],
  ['a class that could not be set up', java, '', 2],
  ['a method with a sentence for a name', kotlin, "it's", 5],
  ['a source without such a class', 'package p;\n', 'adds', 1],
])('%s is on its line', (_, source, name, line) => {
  expect(declarationLine(source, 'p.CartTest', name)).toBe(line);
});
