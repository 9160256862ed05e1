const sans =
  "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif";
const mono = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace";

/**
 * The HTML part. Tables, `bgcolor` and inline styles are what the common mail programs render alike (Outlook's Word
 * engine too); the two `color-scheme` lines and the media query give dark mode where it is known. The hidden line at the
 * top is what programs show beside the subject.
 */
export const html = `<!doctype html>
<html lang="<%= it.language %>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title><%= it.subject %></title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (prefers-color-scheme: dark) {
  .page { background: #0d1117 !important }
  .card { background: #161b22 !important; border-color: #30363d !important }
  .text, .text td { color: #e6edf3 !important }
  .text .faint, .faint { color: #9198a1 !important }
  .box { background: #21262d !important; color: #e6edf3 !important }
  .rule { border-color: #30363d !important }
  .link { color: #4493f8 !important }
  .text td.none { color: #9198a1 !important }
  .text td.bad { color: #f85149 !important }
  .text td.good { color: #3fb950 !important }
}
</style>
</head>
<body class="page" bgcolor="#f6f8fa" style="margin:0;padding:0;background:#f6f8fa">
<div style="display:none;max-height:0;overflow:hidden"><%= it.reason.slice(0, 150) %></div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" bgcolor="#f6f8fa" style="background:#f6f8fa">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" bgcolor="#ffffff" style="width:100%;max-width:600px;background:#ffffff;border:1px solid #d1d9e0;border-radius:8px;font-family:${sans}">
<tr><td bgcolor="<%= it.colour %>" style="background:<%= it.colour %>;border-radius:7px 7px 0 0;padding:16px 24px;color:#ffffff;font-size:18px;line-height:26px;font-weight:600;word-break:break-word"><%= it.headline %></td></tr>
<% if (it.reason) { %>
<tr><td style="padding:20px 24px 0">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>
<td width="4" bgcolor="<%= it.colour %>" style="background:<%= it.colour %>;font-size:0">&nbsp;</td>
<td class="box" bgcolor="#f6f8fa" style="background:#f6f8fa;padding:12px 16px;font-size:14px;line-height:21px;color:#1f2328;white-space:pre-wrap;word-break:break-word"><%= it.reason %></td>
</tr></table>
</td></tr>
<% } %>
<tr><td style="padding:16px 24px 0">
<table role="presentation" class="text" width="100%" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:20px;color:#1f2328">
<% for (const fact of it.facts) { %>
<tr><td class="faint" width="120" valign="top" style="padding:3px 12px 3px 0;color:#59636e"><%= fact.label %></td><td valign="top" style="padding:3px 0;word-break:break-word"><% if (fact.url) { %><a class="link" href="<%= fact.url %>" style="color:#0969da"><%= fact.value %></a><% } else { %><%= fact.value %><% } %></td></tr>
<% } %>
</table>
</td></tr>
<% for (const section of it.sections) { %>
<tr><td class="text" style="padding:20px 24px 0;color:#1f2328;font-size:14px;line-height:20px">
<div class="rule" style="border-top:1px solid #d1d9e0;padding-top:16px;font-weight:600"><%= section.title %></div>
<% if (section.items.length > 0) { %>
<table role="presentation" class="text" width="100%" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:20px;color:#1f2328">
<% for (const item of section.items) { %>
<% const [sign, colour] = { good: ['✓', '#1a7f37'], bad: ['✗', '#cf222e'], none: ['•', '#59636e'] }[item.mark]; %>
<tr><td class="<%= item.mark %>" width="20" valign="top" style="padding:6px 0 0;color:<%= colour %>"><%= sign %></td>
<td valign="top" style="padding:6px 0 0;word-break:break-word"><%= item.text %>
<% if (item.place) { %><div class="faint" style="color:#59636e;font-size:12px;line-height:18px"><%= item.place %></div><% } %>
<% if (item.detail) { %><div class="faint" style="color:#59636e;font-size:13px;line-height:19px;white-space:pre-wrap"><%= item.detail %></div><% } %>
</td></tr>
<% } %>
</table>
<% } %>
<% if (section.more > 0) { %><div class="faint" style="color:#59636e;padding:6px 0 0 20px"><%= it.words.more(section.more) %></div><% } %>
<% if (section.log.length > 0) { %>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin-top:8px"><tr><td class="box" bgcolor="#f6f8fa" style="background:#f6f8fa;padding:10px 12px;border-radius:6px;font-family:${mono};font-size:12px;line-height:18px;color:#1f2328;white-space:pre-wrap;word-break:break-word"><%= section.log.join('\\n') %></td></tr></table>
<% } %>
</td></tr>
<% } %>
<% if (it.runUrl) { %>
<tr><td style="padding:24px 24px 0"><table role="presentation" cellpadding="0" cellspacing="0"><tr><td bgcolor="<%= it.colour %>" style="background:<%= it.colour %>;border-radius:6px"><a href="<%= it.runUrl %>" style="display:inline-block;color:#ffffff;text-decoration:none;font-size:14px;line-height:20px;font-weight:600;padding:10px 18px"><%= it.words.openLog %></a></td></tr></table></td></tr>
<% } %>
<tr><td class="faint" style="padding:20px 24px;color:#59636e;font-size:12px;line-height:18px"><% for (const note of it.notes) { %><%= note %><br><% } %><%= it.words.footer %></td></tr>
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
<% for (const fact of it.facts) { %>
<%= fact.label %>: <%= fact.value %><%= fact.url ? ' ' + fact.url : '' %>

<% } %>
<% for (const section of it.sections) { %>


<%= section.title %>

<% for (const item of section.items) { %>
  <%= { good: '+', bad: '-', none: ' ' }[item.mark] %> <%= item.text %><%= item.place ? ' (' + item.place + ')' : '' %>

<% if (item.detail) { %>
    <%= item.detail.replace(/\\n/g, '\\n    ') %>

<% } %>
<% } %>
<% if (section.more > 0) { %>
  <%= it.words.more(section.more) %>

<% } %>
<% for (const line of section.log) { %>
  | <%= line %>

<% } %>
<% } %>

<% if (it.runUrl) { %>

<%= it.words.log %>: <%= it.runUrl %>

<% } %>
<% for (const note of it.notes) { %>

<%= note %>

<% } %>
`;
