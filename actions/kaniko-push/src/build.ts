import type { Blob, Credentials } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import { KanikoFailure } from './failure.ts';
import { type ImageLayout, readLayout } from './image/layout.ts';
import type { Inputs } from './inputs.ts';
import { explainKaniko } from './kaniko/explain-kaniko.ts';
import { type LogLine, readLogLine } from './kaniko/log-lines.ts';
import { buildLogins } from './kaniko/logins.ts';
import type { Runtime } from './runtime/runtime.ts';
import { usedImages } from './source/dockerfile.ts';
import type { Source } from './source/source.ts';

export interface ImageBuild {
  readonly inputs: Inputs;
  readonly source: Source;
  readonly runtime: Runtime;
  readonly registryCa: string;
  /** For the push; the build does not get it. */
  readonly login: Credentials | undefined;
  readonly inPlace: Promise<readonly Blob[]>;
}

/** Lines that are kept to explain a failure with. */
const keptLines = 5000;

/**
 * Runs kaniko and shows what it prints.
 * @throws {KanikoFailure} with the cause, and the line of the Dockerfile it belongs to
 */
export async function buildImage(
  { inputs, source, runtime, registryCa, login, inPlace }: ImageBuild,
  context: Context,
): Promise<ImageLayout> {
  const images = usedImages(source.instructions, inputs.buildArgs);
  const logins = buildLogins(inputs, images);
  for (const [registry, { username, password, why }] of logins) {
    const tell = `The steps of the Dockerfile can read the login of ${registry} ("${username}"): ${why}`;
    const isPush = registry === inputs.registry && username === login?.username && password === login.password;
    if (isPush) context.log.warning(`${tell}, and it is the login for the push. Give another one with fewer rights.`);
    else context.log.info(tell);
  }
  const lines: LogLine[] = [];
  const onLine = (line: string) => {
    const read = readLogLine(line);
    if (lines.push(read) > keptLines) lines.splice(0, keptLines / 2);
    context.log.info(`| ${read.text}`);
  };
  const disk = await runtime.disk();
  const { ended, layout } = await runtime.build({ inputs, source, logins, registryCa, inPlace, onLine });
  if (layout !== undefined) return readLayout(layout);
  const { timeout } = inputs;
  const { shownDockerfile: dockerfile, instructions } = source;
  throw new KanikoFailure(explainKaniko({ ...ended, disk, timeout, log: lines, dockerfile, instructions, images }));
}
