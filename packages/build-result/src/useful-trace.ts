/** Frames of JDK, Java test framework and Maven, and of Node.js and what was installed for it. */
const machinery = [
  /^\s*at (?:[^\s/]*\/)*(java|javax|jdk|sun|org\.junit|junit|org\.testng|org\.apache\.maven|org\.opentest4j)\./,
  /^\s*(?:at|❯) .*(?:\bnode:|\/node_modules\/|<anonymous>\)?$)/,
];

/** A stack trace without the frames that say nothing about the service, `limit` lines at the most. */
export function usefulTrace(stackTrace: string, limit = 15): string {
  const lines = stackTrace.split('\n').filter((line) => !machinery.some((pattern) => pattern.test(line)));
  return lines.length <= limit
    ? lines.join('\n')
    : [...lines.slice(0, limit), `... ${lines.length - limit} more lines`].join('\n');
}
