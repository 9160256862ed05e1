import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { newCertificate } from '../../actions/notify-email/src/testing/certificate.ts';
import { openRoughHost, type RoughHost } from '../../actions/notify-email/src/testing/rough-host.ts';
import { distFolder } from '../../scripts/paths.ts';
import { type BenchResult, interleaved, keep, median } from '../measure.ts';

// npm run bench -- notify-email [--peer FOLDER] [--rounds N]

interface Options {
  /** Folder of dawidd6/action-send-mail's repository, with main.js in it. */
  readonly peer: string;
  readonly rounds: number;
}

const user = { username: 'ci', password: 'secret' };

/** Compares our bundle with the published action dawidd6/action-send-mail: the same mail to the same server. */
export async function run(options: Options): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-mail-'));
  const certificate = await newCertificate();
  await writeFile(join(folder, 'ca.pem'), certificate.cert);
  // No mail server of a library: smtp-server waits 100 ms before it greets.
  const hosts = { tls: await openRoughHost(() => ({}), certificate), plain: await openRoughHost(() => ({})) };
  const environment = {
    ...{ PATH: process.env.PATH, HOME: folder, RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder, GITHUB_ACTIONS: 'true' },
    ...{ GITHUB_REPOSITORY: 'shop/bss.index', GITHUB_RUN_NUMBER: '42', NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
  };
  const step = async (program: string, inputs: Inputs, host: RoughHost) => {
    const before = host.mails.length;
    await start(program, inputs, environment, folder);
    const sent = host.mails.length - before;
    if (sent !== 1) throw new Error(`${program} sent ${sent} mails`);
  };
  const bundle = join(distFolder, 'notify-email', 'index.js');
  const peer = join(options.peer, 'main.js');
  const mail = {
    ...{ from: 'ci@example.com', to: 'team@example.com,ada@example.com', status: 'failure', trigger: 'failure' },
    ...{ 'job-name': 'bss.index build', app: 'bss.index', reason: '2 of 214 tests failed' },
    authors: 'Jane Doe <jane@example.com>',
  };
  try {
    // The peer is handed what our templates make, so that both send the same mail.
    const outputs = await start(bundle, { ...mail, 'dry-run': 'true' }, environment, folder);
    const html = await readFile(/^html<<.*\n(.*)$/m.exec(outputs)?.[1] ?? '', 'utf8');
    const ours = (host: RoughHost, security: 'tls' | 'none') => {
      const server = { 'smtp-host': '127.0.0.1', 'smtp-port': String(host.port), 'smtp-security': security };
      return () => step(bundle, { ...mail, ...server, ...(security === 'tls' ? user : {}) }, host);
    };
    const theirs = (host: RoughHost, secure: 'true' | 'false') => {
      const server = { server_address: '127.0.0.1', server_port: String(host.port), secure };
      const content = { subject: "FAILED: Job 'bss.index build [42]'", body: mail.reason, html_body: html };
      const { from, to } = mail;
      return () => step(peer, { ...server, ...content, from, to, ...(secure === 'true' ? user : {}) }, host);
    };
    const times = await interleaved(
      {
        oursTls: ours(hosts.tls, 'tls'),
        theirsTls: theirs(hosts.tls, 'true'),
        oursPlain: ours(hosts.plain, 'none'),
        theirsPlain: theirs(hosts.plain, 'false'),
      },
      options.rounds,
    );
    const [oursTls, theirsTls, oursPlain, theirsPlain] = [
      ...[times.oursTls, times.theirsTls, times.oursPlain, times.theirsPlain].map(median),
    ] as [number, number, number, number];
    const limit = 0.5;
    return {
      name: 'notify-email',
      method: `One mail with HTML and text part to two recipients, from the start of the step to its end, at a server on the same machine that answers at once; our own templates, and the peer handed the same HTML; median of ${options.rounds} interleaved runs.`,
      figures: [
        { what: 'notify-email, in the clear', value: oursPlain, unit: 'ms' },
        { what: "dawidd6/action-send-mail's published action, in the clear", value: theirsPlain, unit: 'ms' },
        { what: 'ratio, in the clear', value: oursPlain / theirsPlain, unit: 'ratio', limit },
        { what: 'notify-email, TLS and a login', value: oursTls, unit: 'ms' },
        { what: "dawidd6/action-send-mail's published action, TLS and a login", value: theirsTls, unit: 'ms' },
        { what: 'ratio, TLS and a login', value: oursTls / theirsTls, unit: 'ratio', limit },
      ],
    };
  } finally {
    hosts.tls.close();
    hosts.plain.close();
    await rm(folder, { recursive: true });
  }
}

type Inputs = Readonly<Record<string, string>>;

/** Runs a step as the runner does; returns what it wrote to GITHUB_OUTPUT. */
async function start(
  program: string,
  inputs: Inputs,
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<string> {
  const files = Object.fromEntries(
    ['OUTPUT', 'STATE', 'STEP_SUMMARY'].map((name) => [`GITHUB_${name}`, join(folder, name)]),
  );
  for (const file of Object.values(files)) await writeFile(file, '');
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  await execa('node', [program], { cwd: folder, env: { ...environment, ...files, ...given }, extendEnv: false });
  return readFile(join(folder, 'OUTPUT'), 'utf8');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { peer: { type: 'string' }, rounds: { type: 'string', default: '15' } } });
  const peer = values.peer ?? process.env.ACTION_SEND_MAIL ?? '';
  if (!existsSync(join(peer, 'main.js'))) {
    console.error(
      `${peer === '' ? 'No folder of dawidd6/action-send-mail given' : `No main.js in "${peer}"`}: clone its repository at the ` +
        'version to compare with and give the folder as --peer or in ACTION_SEND_MAIL.',
    );
    // Without an argument this is one of all benchmarks, and no reason to end the others.
    process.exitCode = peer === '' ? 0 : 1;
  } else {
    await keep(await run({ peer, rounds: Number(values.rounds) }));
  }
}
