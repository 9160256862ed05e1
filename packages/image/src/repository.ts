/**
 * Whether registries take this as a repository's name, without the registry: lower-case words separated by `.`, `_`,
 * `__` or dashes, in folders (OCI distribution specification, «Pulling manifests»). The specification sets no limit;
 * 255 is what registries allow.
 */
export function isRepositoryName(text: string): boolean {
  return (
    text.length <= 255 &&
    /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/.test(text)
  );
}

/** Whether this is a registry's address: a host name, IPv4 or bracketed IPv6 address, with an optional port. */
export function isRegistryHost(text: string): boolean {
  return /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.test(
    text,
  );
}

/** Whether a registry's host is this machine, where plain HTTP is no risk (Docker's rule too). */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);
}
