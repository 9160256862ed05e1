import { Eta } from 'eta/core';
import type { Alert } from '../alerts/alert.ts';
import { groupsOf, laterOf, seen, titleOf } from './words.ts';

const template = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title><%= it.title %></title>
<h1 style="font:600 20px system-ui,sans-serif"><%= it.title %></h1>
<% for (const group of it.groups) { %><h2 style="font:600 16px system-ui,sans-serif;margin:24px 0 8px"><%= group.title %></h2>
<% for (const alert of group.alerts) { %><p style="font:14px/1.5 system-ui,sans-serif;margin:0 0 12px;padding-left:12px;border-left:4px solid <%= alert.colour %>"><strong><%= alert.resolved ? 'Resolved: ' : '' %><%= alert.cause %></strong><% if (alert.message) { %>: <%= alert.message %><% } %><br><small><%= alert.seen %></small><% if (!alert.resolved && alert.hint) { %><br><%= alert.hint %><% } %></p>
<% } } if (it.later) { %><p style="font:14px/1.5 system-ui,sans-serif"><%= it.later %></p>
<% } %></html>
`;

const colours = { critical: '#cf222e', warning: '#bf8700', info: '#0969da' } as const;

/** The digest as a page of its own. Everything from the cluster is escaped. */
export function digestPage(alerts: readonly Alert[], later: number): string {
  return new Eta({ autoEscape: true }).renderString(template, {
    title: titleOf(alerts),
    later: laterOf(later),
    groups: groupsOf(alerts).map(({ title, alerts: members }) => ({
      title,
      alerts: members.map((alert) => ({
        ...alert,
        seen: seen(alert),
        colour: alert.resolved ? '#1a7f37' : colours[alert.severity],
      })),
    })),
  });
}
