import type { Context } from '@slipway/runner';
import { headerKey } from './git/credentials.ts';

/** Takes the token out of the checkout when it was left there for later steps. */
export async function cleanUp(context: Context): Promise<void> {
  const [path, serverUrl] = [context.state('token-path'), context.state('token-server')];
  if (path === '' || serverUrl === '') return;
  const { openGit } = await import('./git/git.ts');
  const asked = { repository: path, revision: 'its configuration' };
  const git = await openGit(context, { folder: path, settings: [], environment: {}, asked });
  await git.attempt(['config', '--local', '--unset-all', headerKey(serverUrl)]);
}
