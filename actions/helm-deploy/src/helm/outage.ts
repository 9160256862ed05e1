/** Helm looks for the cluster before it does anything. */
const beforehand = /Kubernetes cluster unreachable/;

/** What Go's HTTP client says of a connection that broke or could not be made; «EOF» ends a line or a part of it. */
const broken =
  /connection refused|connection reset|broken pipe|client connection (?:lost|force closed)|sent GOAWAY|client conn could not be established|TLS handshake timeout|i\/o timeout|no route to host|\bEOF\b|the server is currently unable|etcdserver: (?:request timed out|leader changed)/;

/**
 * Whether a Helm command failed because the API server was away, so that it may be tried again: a question always, a change
 * only when Helm has not begun with it.
 */
export function isOutage(stderr: string, kind: 'question' | 'change'): boolean {
  return beforehand.test(stderr) || (kind === 'question' && broken.test(stderr));
}
