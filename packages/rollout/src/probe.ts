import type { Pod, Probe } from './objects.ts';

const kinds = ['startup', 'liveness', 'readiness'] as const;

/**
 * Settings of a container's probes that a text speaks of («Liveness probe failed: …»), a line each:
 * `liveness: GET /health on 8080, every 10 s, 3 failures allowed, 1 s to answer, first after 0 s`. Where nothing is set these
 * are Kubernetes' defaults (API reference, Probe). Of a command only the program is named: arguments may hold a secret.
 */
export function probeSettings({ spec }: Pod, container: string, text: string): string[] {
  const probes = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(({ name }) => name === container);
  return kinds.flatMap((kind) => {
    const probe = probes?.[`${kind}Probe`];
    if (probe === undefined || !new RegExp(`\\b${kind} probe`, 'i').test(text)) return [];
    const { periodSeconds = 10, failureThreshold = 3, timeoutSeconds = 1, initialDelaySeconds = 0 } = probe;
    const failures = `${failureThreshold} failure${failureThreshold === 1 ? '' : 's'} allowed`;
    return [
      `${kind}: ${askedBy(probe)}, every ${periodSeconds} s, ${failures}, ${timeoutSeconds} s to answer, first after ${initialDelaySeconds} s`,
    ];
  });
}

function askedBy({ httpGet, tcpSocket, grpc, exec }: Probe): string {
  if (httpGet) return `GET ${httpGet.path ?? '/'} on ${httpGet.port}${httpGet.scheme === 'HTTPS' ? ' (HTTPS)' : ''}`;
  if (tcpSocket) return `connection to ${tcpSocket.port}`;
  if (grpc) return `gRPC on ${grpc.port}`;
  return `command ${exec?.command?.[0] ?? ''}`.trim();
}

/** Conditions of a pod that are not met, with what is said about them; each reason once. */
export function unmetConditions({ status }: Pod): string[] {
  const unmet = (status?.conditions ?? []).filter(({ status }) => status === 'False');
  const why = new Map(
    unmet
      .toReversed()
      .map(({ type, reason = '', message = '' }) => [`${reason} ${message}`, { type, reason, message }]),
  );
  return [...why.values()]
    .toReversed()
    .map(({ type, reason, message }) => [type, reason, message].filter((part) => part !== '').join(': '));
}
