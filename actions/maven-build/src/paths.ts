import { relative } from 'node:path';

/** Whether `path` is `folder` or lies below it; both absolute and without symbolic links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('/');
}
