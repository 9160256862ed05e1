import type { InputReader } from '@slipway/runner';

export interface SigningInputs {
  /** KMS address, `env://NAME`, file, or the key itself; empty signs nothing. */
  readonly cosignKey: string;
  readonly cosignPassword: string;
  /** Whether the signature is published in a transparency log. */
  readonly cosignTlog: boolean;
}

export function readSigningInputs(input: InputReader): SigningInputs {
  return {
    cosignKey: readCosignKey(input),
    cosignPassword: input.secret('cosign-password'),
    cosignTlog: input.flag('cosign-tlog-upload', { default: false }),
  };
}

/** Whether the input is the key itself, and no place of one. */
export function isKey(text: string): boolean {
  return text.startsWith('-----BEGIN ');
}

/** A place of a key may be shown; the key itself never. */
function readCosignKey(input: InputReader): string {
  const key = input.text('cosign-key', { leadingDash: true });
  if (isKey(key)) return input.secret('cosign-key');
  const places =
    'a KMS address such as awskms:///alias/images, env://NAME, a file of the workspace, or a key as PEM text';
  if (key.startsWith('-') || /\s/.test(key)) input.problem('cosign-key', '***', places);
  return key;
}
