import { Eta } from 'eta';
import type { Model } from './model.ts';
import { html, text } from './templates.ts';

export interface Content {
  readonly html: string;
  readonly text: string;
}

/** HTML and text parts by the usual templates. */
export function writeContent(model: Model): Content {
  return { html: renderHtml(html, model), text: renderText(text, model) };
}

/**
 * Renders a template for HTML: what stands in `<%= %>` is escaped. `<%~ %>` is not; a user's template has to know.
 * @throws whatever the template throws, and eta's own error for one that does not parse
 */
export function renderHtml(template: string, model: Model): string {
  return new Eta({ autoEscape: true }).renderString(template, model);
}

/** Renders a template for text, which needs no escaping and must not have any. */
export function renderText(template: string, model: Model): string {
  const text = new Eta({ autoEscape: false }).renderString(template, model);
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}
