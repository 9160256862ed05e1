/**
 * Line of a source on which a test begins: that of its method, else of its class, else the first.
 * @param name As surefire has it, with what it was run with: `adds`, `adds(int)[2]`, `adds{int}[1]`
 */
export function declarationLine(source: string, className: string, name: string): number {
  const lines = source.split('\n');
  const method = /^[^([{]+/.exec(name)?.[0].trim() ?? '';
  const simple = className.slice(className.lastIndexOf('.') + 1);
  const declared = [
    // A call of it has a dot before it, or a semicolon behind it.
    method === '' ? -1 : lines.findIndex((line) => isMethod(line, method)),
    lines.findIndex((line) => line.includes(`class ${simple}`)),
  ].find((at) => at !== -1);
  return (declared ?? 0) + 1;
}

function isMethod(line: string, method: string): boolean {
  const at = line.indexOf(method);
  const isWhole =
    at > 0 && !/[\p{L}\p{N}_.$]/u.test(line[at - 1] ?? '') && /^[`"']?\s*\(/.test(line.slice(at + method.length));
  return isWhole && !line.trimEnd().endsWith(';');
}
