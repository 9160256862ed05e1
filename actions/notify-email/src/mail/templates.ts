/**
 * The HTML part. Tables and inline styles are what the common mail programs render alike; the two `color-scheme` lines
 * and the media query give dark mode where it is known.
 */
export const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title><%= it.subject %></title>
<style>
@media (prefers-color-scheme: dark) {
  .page { background: #0d1117 !important }
  .card { background: #161b22 !important; border-color: #30363d !important }
  .text, .text td { color: #e6edf3 !important }
  .faint { color: #9198a1 !important }
  .reason { background: #21262d !important; color: #e6edf3 !important }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f6f8fa">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f8fa">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border:1px solid #d1d9e0;border-radius:8px;font-family:-apple-system,'Segoe UI',Helvetica,Arial,'Noto Sans CJK SC',sans-serif">
<tr><td style="background:<%= it.colour %>;border-radius:7px 7px 0 0;padding:16px 24px;color:#ffffff;font-size:18px;line-height:26px;font-weight:600"><%= it.headline %></td></tr>
<% if (it.reason) { %>
<tr><td class="text" style="padding:20px 24px 0;color:#1f2328;font-size:15px;line-height:22px">
<div class="reason" style="background:#f6f8fa;border-left:4px solid <%= it.colour %>;padding:12px 16px;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;line-height:20px;color:#1f2328;white-space:pre-wrap;word-break:break-word"><%= it.reason %></div>
</td></tr>
<% } %>
<tr><td style="padding:16px 24px 0">
<table role="presentation" class="text" width="100%" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:20px;color:#1f2328">
<% for (const [name, value] of it.facts) { %>
<tr><td class="faint" width="120" valign="top" style="padding:4px 12px 4px 0;color:#59636e"><%= name %></td><td valign="top" style="padding:4px 0;word-break:break-word"><%= value %></td></tr>
<% } %>
</table>
</td></tr>
<% if (it.runUrl) { %>
<tr><td style="padding:20px 24px 0"><a href="<%= it.runUrl %>" style="display:inline-block;background:<%= it.colour %>;color:#ffffff;text-decoration:none;font-size:14px;line-height:20px;font-weight:600;padding:10px 18px;border-radius:6px">Open the log</a></td></tr>
<% } %>
<tr><td class="faint" style="padding:20px 24px;color:#59636e;font-size:12px;line-height:18px">Sent by slipway to the team and to those who committed.</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;

/** The text part, for those who read mail without HTML. */
export const text = `<%= it.headline %>
<% if (it.reason) { %>


<%= it.reason %>

<% } %>

<% for (const [name, value] of it.facts) { %>
<%= (name + ':').padEnd(14) %> <%= value %>

<% } %>
<% if (it.runUrl) { %>

Log:           <%= it.runUrl %>

<% } %>
`;
