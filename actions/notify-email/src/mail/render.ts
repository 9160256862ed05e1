import type { Context } from '@slipway/runner';
import { readRepositoryFile } from '../people/repository-file.ts';
import type { Sources } from '../pipeline/open-history.ts';
import { type Content, renderHtml, renderText, writeContent } from './content.ts';
import type { Model } from './model.ts';

interface Templates {
  readonly template: string;
  readonly textTemplate: string;
}

/** Both parts; by the user's templates where there are some. One that does not work is said, and the usual one serves. */
export async function render(
  model: Model,
  templates: Templates,
  api: Sources['api'],
  context: Context,
): Promise<Content> {
  const usual = writeContent(model);
  const own = async (input: string, path: string, write: (template: string, model: Model) => string) => {
    if (path === '') return undefined;
    const template = await readRepositoryFile(path, api, context);
    if (template === undefined) {
      context.log.warning(`${input}: "${path}" is no file of the repository; the mail has the usual form`);
      return undefined;
    }
    try {
      return write(template, model);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      context.log.warning(`${input}: "${path}" does not work, the mail has the usual form: ${reason}`);
      return undefined;
    }
  };
  return {
    html: (await own('template', templates.template, renderHtml)) ?? usual.html,
    text: (await own('text-template', templates.textTemplate, renderText)) ?? usual.text,
  };
}
