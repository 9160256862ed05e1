/** Options that decide where the build runs and what becomes of it. They are ours, or dangerous. */
const owned: Readonly<Record<string, string>> = {
  force: 'any option but this one: kaniko would overwrite the root file system it runs in',
  context: 'any option but this one; use the input "context"',
  dockerfile: 'any option but this one; use the input "file"',
  destination: 'any option but this one; use the inputs "registry", "repository" and "tags"',
  'no-push': 'any option but this one; the action pushes',
  'tar-path': 'any option but this one; the action pushes',
  'oci-layout-path': 'any option but this one; the action pushes',
  'digest-file': 'any option but this one; use the output "digest"',
  'kaniko-dir': 'any option but this one; the runtime decides',
  'ignore-path': 'any option but this one; files would be missing from the image without a word',
};

const short: Readonly<Record<string, string>> = { c: 'context', f: 'dockerfile', d: 'destination' };

/** Why an entry of `kaniko-args` is refused: what is allowed instead. Undefined when it is fine. */
export function refusedOption(argument: string): string | undefined {
  const long = /^--([a-z][a-z0-9-]*)(=|$)/.exec(argument)?.[1];
  if (long !== undefined) return owned[long];
  const letter = /^-([a-z])/.exec(argument)?.[1];
  if (letter !== undefined) return owned[short[letter] ?? ''];
  return 'an option with its value in one line: --name or --name=value';
}
