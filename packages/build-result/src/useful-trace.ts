/** Frames of JDK, Java test framework and Maven, and of Node.js and what was installed for it. */
const machinery = [
  /^\s*at (?:[^\s/]*\/)*(java|javax|jdk|sun|org\.junit|junit|org\.testng|org\.apache\.maven|org\.opentest4j)\./,
  /^\s*(?:at|❯) .*(?:\bnode:|\/node_modules\/|<anonymous>\)?$)/,
];

/** Lines of the root cause that are kept when a trace is cut: its sentence, and where it came from. */
const causeLines = 4;

/**
 * A stack trace without the frames that say nothing about the service, cut to `limit` lines. Of a longer one the root cause
 * stays, which Java prints last: a context of Spring that does not start has pages of frames before it.
 */
export function usefulTrace(stackTrace: string, limit = 15): string {
  const lines = stackTrace.split('\n').filter((line) => !machinery.some((pattern) => pattern.test(line)));
  if (lines.length <= limit) return lines.join('\n');
  const root = lines.findLastIndex((line) => line.startsWith('Caused by: '));
  const cause = root < limit ? [] : lines.slice(root, root + causeLines);
  const head = lines.slice(0, Math.max(1, limit - cause.length));
  return [...head, `... ${lines.length - head.length - cause.length} more lines`, ...cause].join('\n');
}
