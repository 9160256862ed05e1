/**
 * The forms in which a secret may turn up in output: as it is, each of its lines, URL-encoded, in base64 and
 * as part of a JSON string. Parts shorter than four characters are left out: masking them would garble the log
 * and tell more than it hides.
 */
export function derivedForms(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const forms = [secret, ...lines].flatMap((form) => [
    form,
    encodeURIComponent(form),
    Buffer.from(form).toString('base64'),
    JSON.stringify(form).slice(1, -1),
  ]);
  return [...new Set(forms)].filter((form) => form.length >= 4);
}

/** A text without secrets, as the runner shows it in the log; it leaves outputs, summaries and mails as they are. */
export function hideSecrets(text: string, secrets: Iterable<string>): string {
  const longestFirst = [...secrets].toSorted((one, other) => other.length - one.length);
  return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}
