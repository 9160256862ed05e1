/** How a build ended. GitHub Actions has no «unstable»; ours is an output, a warning and a summary. */
export type Result = 'success' | 'unstable' | 'failure';

export const results: readonly Result[] = ['success', 'unstable', 'failure'];
