export { readAuthority } from './authority.ts';
export { RegistryFailure, type RegistryFailureCode } from './failure.ts';
export { type Blob, type Manifest, type ManifestHead, manifestTypes } from './manifest.ts';
export type { Credentials, RegistryOptions } from './options.ts';
export { openRegistry, type Registry } from './registry.ts';
