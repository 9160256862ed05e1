/**
 * Whether git takes a text as the name of a branch, a tag or a full ref, by the rules of git-check-ref-format(1).
 * Names that begin with a dash are refused too: git does so for branches (`git check-ref-format --branch`).
 */
export function isRefName(text: string): boolean {
  if (text === '' || text === '@' || text.startsWith('-')) return false;
  // Control characters, space and ~ ^ : ? * [ \ have a meaning in revisions and refspecs.
  if (/[\p{Cc} ~^:?*[\\]|\.\.|@\{/u.test(text)) return false;
  return text
    .split('/')
    .every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock') && !part.endsWith('.'));
}

/** Whether a text is a full SHA-1 or SHA-256 object name. */
export function isCommitName(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(text);
}
