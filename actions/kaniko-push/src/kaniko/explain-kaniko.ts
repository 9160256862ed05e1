import { type FailureDetails, formatDuration } from '@slipway/findings';
import type { KanikoFailureCode } from '../failure.ts';
import type { Instruction, UsedImage } from '../source/dockerfile.ts';
import { lastWords, outputOf } from './last-words.ts';
import type { LogLine } from './log-lines.ts';
import { instructionInLog } from './position.ts';

export interface FailedBuild {
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  /** Milliseconds that were allowed. */
  readonly timeout: number;
  /** What kaniko and the steps printed; the last lines are enough. */
  readonly log: readonly LogLine[];
  /** For annotations, relative to the workspace. */
  readonly dockerfile: string;
  readonly instructions: readonly Instruction[];
  readonly images: readonly UsedImage[];
  /** Many programs end without a word when they cannot write. */
  readonly diskIsFull?: boolean;
  /** Where the build keeps its files; continues «The disk is full: ». */
  readonly disk: string;
}

type Explanation = FailureDetails<KanikoFailureCode>;

/**
 * Says in our own sentence why a build failed, and on which line of the Dockerfile. The patterns are the words of the
 * kaniko family (GoogleContainerTools 1.24, chainguard-dev 1.25, osscontainertools 1.28).
 */
export function explainKaniko(failed: FailedBuild): Explanation {
  const build = { ...failed, lines: failed.log.map(({ text }) => text) };
  const current = instructionInLog(build.lines, build.instructions);
  const at = (line: number | undefined) => ({
    at: { file: build.dockerfile, ...(line === undefined ? {} : { line }) },
  });
  if (build.timedOut) {
    const during = current === undefined ? '' : ` during ${shown(current)}`;
    return {
      code: 'timeout',
      headline: `The build was not finished after ${formatDuration(build.timeout)}${during}`,
      advice: 'Give it longer with "timeout", or look in the log for what it waits for.',
      ...at(current?.line),
    };
  }
  const words = lastWords(build.lines);
  return (
    explainImage(build, words, at) ?? explainStep(build, words, current, at) ?? explainRest(build, words, current, at)
  );
}

type ReadBuild = FailedBuild & { readonly lines: readonly string[] };
type At = (line: number | undefined) => Pick<Explanation, 'at'>;

function explainImage({ lines, images }: ReadBuild, words: string, at: At): Explanation | undefined {
  const asked = lines.findLast((line) => line.includes('Retrieving image manifest '));
  const image = asked === undefined ? '' : (/Retrieving image manifest (\S+)/.exec(asked)?.[1] ?? '');
  const place = at(images.find((used) => used.image === image)?.line);
  const unknown = /MANIFEST_UNKNOWN|NAME_UNKNOWN|manifest unknown|repository name not known/;
  const isUnreachable = /dial tcp|no such host|i\/o timeout|connection refused|TLS handshake timeout|x509:/.test(words);
  const mirrorSaysNo = lines.some(
    (line) => line.includes(`retrieve image ${image} from remapped`) && unknown.test(line),
  );
  if (image === '') return undefined;
  if (unknown.test(words) || (isUnreachable && mirrorSaysNo)) {
    return {
      code: 'base-image-missing',
      headline: `The image "${image}" is not in its registry`,
      reason: mirrorSaysNo && isUnreachable ? `No mirror has it, and Docker Hub does not answer: ${words}` : words,
      advice: 'Check name and tag, or put the image into the mirror.',
      ...place,
    };
  }
  if (/UNAUTHORIZED|DENIED|authentication required|unauthorized/.test(words)) {
    return {
      code: 'base-image-refused',
      headline: `The registry does not give the image "${image}" to this build`,
      reason: words,
      advice:
        'Give "pull-username" and "pull-password" of a user who may pull it, and "pull-registry" where it is in another registry.',
      ...place,
    };
  }
  if (!isUnreachable || !/https?:\/\/|lookup/.test(words)) return undefined;
  return {
    code: 'base-image-unreachable',
    headline: `The registry of the image "${image}" does not answer the build`,
    reason: words,
    advice: 'Give a registry that can be reached as "registry-mirrors", or check the network.',
    ...place,
  };
}

function explainStep(
  build: ReadBuild,
  words: string,
  current: Instruction | undefined,
  at: At,
): Explanation | undefined {
  const missing = /failed to get fileinfo for \S*?buildcontext\/?(.+?): lstat/.exec(words)?.[1];
  const source = missing ?? /copy failed: (?:no source files specified|.*?: no such file)/.exec(words)?.[0];
  if (source !== undefined) {
    const copies = build.instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD');
    const copy = copies.find(({ text }) => missing !== undefined && text.includes(missing)) ?? current;
    return {
      code: 'source-missing',
      headline: missing === undefined ? 'COPY finds no file' : `The context has no "${missing}" to copy`,
      reason: words,
      advice: 'Is it built before this step, spelled like this, and not excluded by .dockerignore?',
      ...at(copy?.line),
    };
  }
  const failed = /waiting for process to exit: (exit status (\d+)|signal: (\w+))/.exec(words);
  if (failed !== null && current !== undefined) {
    const output = outputOf(current, build.log);
    if (build.diskIsFull || fullDisk.test(output))
      return diskFull(build, `${shown(current)}: ${output || words}`, at(current.line));
    const end = failed[2] === undefined ? `was ended by the signal "${failed[3]}"` : `exits ${failed[2]}`;
    return {
      code: 'command-failed',
      headline: `${shown(current)} ${end}`,
      reason: output || words,
      ...(failed[3] === 'killed' ? { advice: 'The machine may have run out of memory.' } : {}),
      ...at(current.line),
    };
  }
  const notStarted = /starting command: (.*)/.exec(words)?.[1];
  if (notStarted === undefined || current === undefined) return undefined;
  return {
    code: 'command-failed',
    headline: `${shown(current)} cannot be started`,
    reason: notStarted,
    ...at(current.line),
  };
}

function explainRest(build: ReadBuild, words: string, current: Instruction | undefined, at: At): Explanation {
  const flag = /unknown (?:shorthand )?flag: (.*)/.exec(build.lines.join('\n'))?.[1];
  if (flag !== undefined) {
    return {
      code: 'bad-option',
      headline: `kaniko-args: this executor does not know the option ${flag.trim()}`,
      advice: 'The members of the kaniko family differ; see the options of the executor in use.',
    };
  }
  const parse = /dockerfile parse error on line (\d+): (.*)/.exec(words);
  if (parse !== null) {
    return { code: 'bad-dockerfile', headline: `The Dockerfile has an error: ${parse[2]}`, ...at(Number(parse[1])) };
  }
  const target = /(\S+) is not a valid target build stage/.exec(words)?.[1];
  if (target !== undefined) {
    return { code: 'bad-option', headline: `target: the Dockerfile has no stage "${target}"`, ...at(undefined) };
  }
  if (build.diskIsFull || fullDisk.test(words))
    return diskFull(build, words, current === undefined ? {} : at(current.line));
  if (/chown .*: invalid argument/.test(words)) {
    return {
      code: 'user-mapping',
      headline: 'The image has files of users that this runner may not create',
      reason: words,
      advice:
        'Give the runner further users (/etc/subuid and /etc/subgid, package uidmap), run the sandbox as root, or choose the runtime container or kubernetes.',
    };
  }
  const end = build.exitCode === undefined ? 'was ended' : `exits ${build.exitCode}`;
  return {
    code: 'build-failed',
    headline: `kaniko ${end}${current === undefined ? '' : ` in ${shown(current)}`}`,
    reason: words || 'It printed nothing.',
    ...(current === undefined ? {} : at(current.line)),
  };
}

const fullDisk = /no space left on device|disk quota exceeded/i;

function diskFull({ disk }: ReadBuild, reason: string, place: Partial<ReturnType<At>>): Explanation {
  return {
    code: 'disk-full',
    headline: `The disk is full: ${disk}`,
    reason,
    advice: 'Make room there: a build needs about three times the size of its image.',
    ...place,
  };
}

function shown({ keyword, text }: Instruction): string {
  const command = text.replace(/\s+/g, ' ');
  return `${keyword} ${command.length > 100 ? `${command.slice(0, 97)}...` : command}`;
}
