export interface Frame {
  readonly className: string;
  readonly file: string;
  readonly line: number;
}

/** The frames of a Java stack trace that name a file and a line, of the first exception and its causes. */
export function frames(stackTrace: string): Frame[] {
  // Methods of Kotlin and Groovy may be named with spaces and brackets.
  const pattern = /^\s*at (?:[^\s/]*\/)*([\p{L}\p{N}_.$]+)\.[^.\n]+\(([\p{L}\p{N}_$-]+\.\w+):(\d+)\)/gmu;
  return Array.from(stackTrace.matchAll(pattern), ([, className = '', file = '', line = '']) => ({
    className,
    file,
    line: Number(line),
  }));
}

/** Where the source of a frame lies below a source folder: `com/example/ServiceTest.java`. */
export function sourcePath({ className, file }: Pick<Frame, 'className' | 'file'>): string {
  const folders = className.split('.').slice(0, -1);
  return [...folders, file].join('/');
}

/** The class of a file: without those inside of it, and without surefire's `reportNameSuffix`. */
export function outer(className: string): string {
  return className.replace(/[$(].*$/s, '');
}

/**
 * Frames by how well they say where a test failed: the test class's own first (the innermost, which is the assertion
 * that failed, not the helper that made it), then the others in the order of the trace.
 */
export function byRelevance(all: readonly Frame[], testClass: string): Frame[] {
  const own = all.filter((frame) => outer(frame.className) === outer(testClass));
  return [...own, ...all.filter((frame) => !own.includes(frame))];
}
