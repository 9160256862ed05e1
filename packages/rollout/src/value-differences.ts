import { changedFields, isRecord } from './changed-fields.ts';

/** Names under which charts take secrets, or what may hold one: variables, arguments, and files as they are. */
const secretive =
  /pass|pwd|secret|token|credential|auth|private|licen[cs]e|salt|cert|dsn|connection|webhook|keys?$|^(env|environment|extraEnv\w*|data|stringData|binaryData|args|command|appConfig)$/i;

/** Values that are a secret by their form, whatever their name is. */
const secretForm = /\/\/[^/\s]*:[^/\s]*@|-----BEGIN|^ey[\w-]+\.[\w-]+\./;

/**
 * What differs between the values of two revisions of a release, a line each: `image.tag: 1 → 2`. Values that may be secrets,
 * by their names or their form, are named and not shown, and neither are texts of several lines.
 */
export function valueDifferences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  return changedFields(before, after, {
    // The address of the run is another in each.
    isIgnored: (path, key) => path === '' && key === 'runUrl',
    isHidden: (path, ...values) => path.split(/[.[\]]/).some((name) => secretive.test(name)) || values.some(mayTell),
  });
}

/** Whether there is something in a value, at any depth, that should not be shown. */
function mayTell(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\n') || secretForm.test(value);
  if (Array.isArray(value)) return value.some(mayTell);
  if (!isRecord(value)) return false;
  return Object.entries(value).some(
    ([key, part]) => secretive.test(key) || (key === 'name' && secretive.test(String(part))) || mayTell(part),
  );
}
