import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { writeContent } from '../actions/notify-email/src/mail/content.ts';
import { modelOf } from '../actions/notify-email/src/mail/model.ts';
import { reports } from '../actions/notify-email/src/testing/reports.ts';
import { root } from './paths.ts';

// node scripts/mail-pictures.ts: the pictures of mails in docs/images, by headless Chromium (CHROMIUM, or `chromium` on
// PATH; apt-get install chromium fonts-noto-cjk pngquant). Run it after a change of the templates, and look at them.

const chromium = process.env.CHROMIUM ?? 'chromium';
const width = 660;
const quiet = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--hide-scrollbars'],
];
const dark = ['--blink-settings=preferredColorScheme=0'];

async function picture(name: string, html: string, folder: string, options: readonly string[] = []): Promise<void> {
  const page = join(folder, `${name}.html`);
  const common = [...quiet, ...options, `--user-data-dir=${join(folder, name)}`];
  await writeFile(page, html.replace('</body>', '<script>document.title = document.body.scrollHeight</script></body>'));
  const { stdout } = await execa(chromium, [...common, `--window-size=${width},200`, '--dump-dom', `file://${page}`]);
  const height = Number(/<title>(\d+)<\/title>/.exec(stdout)?.[1]);
  if (!(height > 100)) throw new Error(`${name}: Chromium tells no height`);
  await writeFile(page, html);
  const image = join(root, 'docs/images', `mail-${name}.png`);
  await execa(chromium, [...common, `--window-size=${width},${height}`, `--screenshot=${image}`, `file://${page}`]);
  await execa('pngquant', ['--force', '--ext', '.png', '--strip', '32', image]);
  console.log(`docs/images/mail-${name}.png, ${height} high`);
}

const folder = await mkdtemp(join(tmpdir(), 'mail-pictures-'));
try {
  for (const [name, report] of Object.entries(reports)) await picture(name, writeContent(modelOf(report)).html, folder);
  await picture('deployment-dark', writeContent(modelOf(reports.deployment)).html, folder, dark);
} finally {
  await rm(folder, { recursive: true, force: true });
}
