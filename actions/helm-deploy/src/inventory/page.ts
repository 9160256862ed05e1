import { Eta } from 'eta/core';
import { ageOf, type Row } from './grid.ts';

/** Everything in one file: it is an artifact that people open from a disk. */
const template = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><%= it.project %>: what runs where</title>
<style>
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif }
body { margin: 2rem }
input { font: inherit; padding: .3rem .6rem; width: 20rem }
table { border-collapse: collapse; margin-top: 1rem; width: 100% }
th, td { text-align: left; padding: .4rem .8rem; border-bottom: 1px solid #8884; vertical-align: top }
thead th { position: sticky; top: 0; background: Canvas }
code { font-family: ui-monospace, monospace }
small { opacity: .7; display: block }
.drifts th::after { content: "drift"; font-size: .75rem; margin-left: .5rem; padding: 0 .4rem; border-radius: 1rem; background: #bf87004d }
.bad { color: #cf222e }
@media (prefers-color-scheme: dark) { .bad { color: #f85149 } }
</style>
<h1><%= it.project %>: what runs where</h1>
<p><%= it.rows.length %> apps, <%= it.drifting %> with drift, <%= it.unhealthy %> not healthy; <%= it.at %></p>
<p><input type="search" placeholder="app, tag or digest" aria-label="Filter" oninput="for (const row of document.querySelectorAll('tbody tr')) row.hidden = !row.textContent.includes(this.value)"></p>
<table>
<thead><tr><th>app</th><% for (const env of it.environments) { %><th><%= env %></th><% } %></tr></thead>
<tbody>
<% for (const row of it.rows) { %><tr<% if (row.drifts) { %> class="drifts"<% } %>><th><%= row.app %></th>
<% for (const cell of row.cells) { %><td><% if (cell) { %><% if (cell.runUrl) { %><a href="<%= cell.runUrl %>"><code><%= cell.tag %></code></a><% } else { %><code><%= cell.tag %></code><% } %><small title="<%= cell.digest %>"><%= cell.digest.slice(7, 19) %> <%= cell.age %></small><% if (cell.trouble) { %><small class="bad"><%= cell.trouble %></small><% } %><% } else { %>–<% } %></td>
<% } %></tr>
<% } %></tbody>
</table>
</html>
`;

/** A page that needs nothing but a browser. Everything from the cluster is escaped; links are http or https. */
export function inventoryPage(
  project: string,
  environments: readonly string[],
  rows: readonly Row[],
  now: Date,
): string {
  const cells = rows.flatMap((row) => row.cells).filter((cell) => cell !== undefined);
  return new Eta({ autoEscape: true }).renderString(template, {
    project,
    environments,
    at: now.toISOString().slice(0, 16).replace('T', ' '),
    drifting: rows.filter(({ drifts }) => drifts).length,
    unhealthy: cells.filter(({ healthy }) => !healthy).length,
    rows: rows.map((row) => ({
      ...row,
      cells: row.cells.map(
        (cell) =>
          cell && {
            ...cell,
            age: ageOf(cell.since, now.getTime()),
            runUrl: /^https?:\/\//.test(cell.runUrl) ? cell.runUrl : '',
          },
      ),
    })),
  });
}
