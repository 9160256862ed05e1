import type { Digest, Tag } from '@slipway/image';
import type { Blob } from '@slipway/registry';
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
  readonly push: readonly Tag[];
  readonly inPlace: readonly Blob[];
}

export type BuiltImage =
  | { readonly kind: 'layout'; readonly image: ImageLayout }
  | { readonly kind: 'pushed'; readonly digest: Digest | undefined };

/** Lines that are kept to explain a failure with. */
const keptLines = 5000;

/**
 * Runs kaniko and shows what it prints.
 * @throws {KanikoFailure} with the cause, and the line of the Dockerfile it belongs to
 */
export async function buildImage(
  { inputs, source, runtime, registryCa, push, inPlace }: ImageBuild,
  context: Context,
): Promise<BuiltImage> {
  const images = usedImages(source.instructions, inputs.buildArgs);
  const logins = buildLogins(inputs, images, runtime.pushes);
  for (const registry of logins.keys()) {
    context.log.info(
      `The steps of the Dockerfile can read the login of ${registry}: ${whyLogin(runtime, inputs.cache)}`,
    );
  }
  const lines: LogLine[] = [];
  const onLine = (line: string) => {
    const read = readLogLine(line);
    if (lines.push(read) > keptLines) lines.splice(0, keptLines / 2);
    context.log.info(`| ${read.text}`);
  };
  const destinations = push.map((tag) => `${inputs.registry}/${inputs.repository}:${tag}`);
  const { ended, built } = await runtime.build({ inputs, source, logins, destinations, registryCa, inPlace, onLine });
  if (built?.kind === 'layout') return { kind: 'layout', image: await readLayout(built.folder) };
  if (built !== undefined) return built;
  const { timeout } = inputs;
  const { shownDockerfile: dockerfile, instructions } = source;
  throw new KanikoFailure(explainKaniko({ ...ended, timeout, log: lines, dockerfile, instructions, images }));
}

function whyLogin(runtime: Runtime, cache: boolean): string {
  if (runtime.pushes) return `with the runtime ${runtime.name} kaniko pushes by itself`;
  return cache ? 'kaniko keeps layers there ("cache")' : 'kaniko pulls from there';
}
