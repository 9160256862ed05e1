import type { InputReader } from '@slipway/runner';

/** Profiles that an input names, each as Maven takes it: `name`, `!name` to switch one off, `?name` where it may be missing. */
export function readProfiles(input: InputReader, name: string): readonly string[] {
  return input.list(name, { pattern: /^[!+?]{0,2}[\w.][\w.-]*$/, allowed: 'names of Maven profiles' });
}

export function profileArguments(profiles: readonly string[]): readonly string[] {
  return profiles.length === 0 ? [] : [`-P${profiles.join(',')}`];
}
