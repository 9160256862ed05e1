import { getCACertificates } from 'node:tls';
import type { MailServer } from './server.ts';

/** Node replaces its own list by the one given, so the own authority is added to it. */
export function trusted({ ca }: MailServer): { ca?: string[] } {
  return ca === '' ? {} : { ca: [...getCACertificates('default'), ca] };
}
