import { type Expression, type Node, type Program, parse, type VariableDeclaration } from 'acorn';

/**
 * A minified script of the bundler in which each module's function stands in brackets: V8 takes that for «is called soon» and compiles
 * it at once (https://v8.dev/blog/preparser#pife), where it would read it twice, first only for its end.
 * @throws {Error} where the script has no modules, or is written in another way
 */
export function compileAtOnce(code: string): string {
  const functions = modulesOf(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }));
  if (functions.length === 0) throw new Error('the bundle has no modules where they were');
  let eager = code;
  for (const { start, end } of functions.toReversed())
    eager = `${eager.slice(0, start)}(${eager.slice(start, end)})${eager.slice(end)}`;
  return eager;
}

/** Their functions in the order of the script: the values of an object, in a variable of its own. */
function modulesOf({ body }: Program): Node[] {
  return body
    .map((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement))
    .filter((statement): statement is VariableDeclaration => statement?.type === 'VariableDeclaration')
    .flatMap(({ declarations }) => declarations.flatMap(({ init }) => functionsOf(init)));
}

function functionsOf(value: Expression | null | undefined): Node[] {
  if (value?.type !== 'ObjectExpression') return [];
  const functions = value.properties.flatMap((property) =>
    property.type === 'Property' && /^(Arrow)?FunctionExpression$/.test(property.value.type) && !property.method
      ? [property.value]
      : [],
  );
  return functions.length === value.properties.length ? functions : [];
}
