import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { borrow, environment, installTool, type Mail, mails, requireMaven, usualComponents } from '@slipway/lab';
import { askService, type ServiceAnswer } from './cluster.ts';
import { machine, secrets, variables } from './organization.ts';
import { type PipelineRun, runPipeline, type StepRun } from './pipeline.ts';
import { type Author, type Checkout, commitAndPush, edit, git, publishExample } from './repositories.ts';
import { stageSlipway } from './stage.ts';

export interface StoryOptions {
  /** Analyse with SonarQube too. */
  readonly sonar: boolean;
  /** Milliseconds that the lab took to come up; it has to be up. */
  readonly lab: number;
  /** Folder for checkouts, logs and summaries; emptied first. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

export interface Chapter {
  readonly commit: string;
  readonly run: PipelineRun;
  /** What the service answers afterwards. */
  readonly answer: ServiceAnswer;
}

export interface SentMail extends Mail {
  /** Path of its HTML part, for a browser. */
  readonly page: string;
}

export interface Story {
  readonly good: Chapter;
  readonly broken: Chapter;
  /** Mails that the pipelines of this story sent to the lab's server; one of the user's own does not show them. */
  readonly mails: readonly SentMail[];
  /** Whom the user's mail server took the mail about the broken commit for; empty with the lab's server. */
  readonly takenFor: readonly string[];
  /** Milliseconds from the start of the lab to the first running pod, and what the lab took of it. */
  readonly toFirstPod: number;
  readonly lab: number;
  readonly deployment: Checkout;
  readonly service: Checkout;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a workflow of a repository by hand; of the deployment repository when none is given. */
  readonly dispatch: (
    workflow: string,
    inputs: Readonly<Record<string, string>>,
    checkout?: Checkout,
  ) => Promise<PipelineRun>;
  /** Runs what a push to the main branch of a repository starts, for its newest commit. */
  readonly push: (checkout: Checkout) => Promise<PipelineRun>;
  /** Makes one more repository of an example, with changes of its files. */
  readonly publish: (example: string, repository: string, changes?: readonly Change[]) => Promise<Checkout>;
}

/** File, and text to replace in it. */
export type Change = readonly [file: string, from: string, to: string];

export const ada: Author = { name: 'Ada Example', email: 'ada@shop.example' };
export const ben: Author = { name: 'Ben Example', email: 'ben@shop.example' };
export const namespace = 'bss-dev';
const repository = 'shop/bss.index';

/** Brings up what the story needs; `close` takes down what was not up before. */
export async function openLab(
  options: Pick<StoryOptions, 'sonar' | 'say'>,
): Promise<{ duration: number; close: () => Promise<void> }> {
  const start = performance.now();
  const names = options.sonar ? [...usualComponents, 'sonar' as const] : usualComponents;
  await requireMaven(options.say);
  const close = await borrow(names, { log: options.say });
  return { duration: performance.now() - start, close };
}

/**
 * The main job, twice: a commit that becomes a running pod, then one that breaks the service at its start, is found
 * out, rolled back and mailed about. Everything is real but GitHub itself, whose part act plays.
 */
export async function tellStory(options: StoryOptions): Promise<Story> {
  const { folder, lab, say } = options;
  const start = performance.now();
  const [env, act] = [await environment(), await installTool('act')];
  const mailsBefore = new Set((await mails()).map((mail) => mail.id));
  await rm(folder, { recursive: true, force: true });
  const slipway = await stageSlipway(join(folder, 'slipway'));

  say('\nThe repositories');
  const token = env.GIT_TOKEN ?? '';
  const deployment = await publishExample('deployment', 'shop/deployment', join(folder, 'deployment'), ada, token);
  const service = await publishExample('java-service', repository, join(folder, 'service'), ada, token);
  if (options.sonar) await edit(service, '.github/workflows/main.yml', 'app: index}', 'app: index, sonar: true}');
  if (options.sonar) await commitAndPush(service, ada, 'Analyse with SonarQube', token);
  say(`  ${service.url}\n  ${deployment.url}`);

  const organizationVariables = await variables(env, join(folder, 'states.json'));
  const usual = (number: number) => ({
    act,
    slipway,
    runNumber: number,
    results: join(folder, `run-${number}`),
    variables: organizationVariables,
    secrets: secrets(env),
    environment: machine(env),
    onStep: (step: StepRun) => say(`  ${stepLine(step)}`),
  });
  const pipeline = async (number: number, before: string, commit: string) => {
    const cause = { event: 'push', before, commit } as const;
    const run = await runPipeline({ ...usual(number), checkout: service.folder, repository, cause });
    return { commit, run };
  };
  let runs = 2;
  const dispatch: Story['dispatch'] = (workflow, inputs, of = deployment) => {
    const cause = { event: 'workflow_dispatch', workflow, inputs } as const;
    runs += 1;
    return runPipeline({ ...usual(runs), checkout: of.folder, repository: of.repository, cause });
  };
  const push: Story['push'] = async (of) => {
    runs += 1;
    const cause = { event: 'push', before: '', commit: await git(of, ['rev-parse', 'HEAD']) } as const;
    return runPipeline({ ...usual(runs), checkout: of.folder, repository: of.repository, cause });
  };
  const publish: Story['publish'] = async (example, name, changes = []) => {
    const checkout = await publishExample(example, name, join(folder, name.replace('/', '-')), ada, token);
    for (const change of changes) await edit(checkout, ...change);
    if (changes.length > 0) await commitAndPush(checkout, ada, 'Change', token);
    return checkout;
  };
  const answered = async (chapter: Omit<Chapter, 'answer'>): Promise<Chapter> => ({
    ...chapter,
    answer: await askService(env, namespace, 'index'),
  });

  say('\nA good commit');
  const first = await commitAndPush(service, ben, 'Greet in English', token, { allowEmpty: true });
  const built = await pipeline(1, '', first);
  requireJobs(built.run);
  if (built.run.exitCode !== 0) throw failed(built.run);
  const good = await answered(built);
  const toFirstPod = lab + performance.now() - start;

  say('\nA commit that breaks the service at its start');
  await edit(service, ...breakage);
  const second = await commitAndPush(service, ben, 'Connect to the database at start', token);
  const unlucky = await pipeline(2, first, second);
  requireJobs(unlucky.run);
  const broken = await answered(unlucky);

  const sent = (await mails()).filter((mail) => !mailsBefore.has(mail.id));
  const saved = await Promise.all(sent.map((mail, index) => savePage(mail, join(folder, `mail-${index + 1}.html`))));
  return {
    good,
    broken,
    mails: saved,
    takenFor: env.MAIL_URL === undefined ? lines(unlucky.run.outputs.get('deploy/notify/mail/recipients')) : [],
    toFirstPod,
    lab,
    deployment,
    service,
    environment: env,
    dispatch,
    push,
    publish,
  };
}

const lines = (text = '') => text.split('\n').filter((line) => line !== '');

async function savePage(mail: Mail, page: string): Promise<SentMail> {
  await writeFile(page, mail.html);
  return { ...mail, page };
}

/** The story cannot be told to its end; the message is for people. */
export class StoryFailure extends Error {
  override readonly name = 'StoryFailure';
}

/** act exits 0 when it skips a job whose runner it does not know, and a job that was skipped has shown nothing. */
function requireJobs(run: PipelineRun): void {
  for (const job of ['build/build', 'build/notify', 'deploy/deploy', 'deploy/notify'])
    if (!run.jobs.has(job)) throw failed(run);
}

function failed(run: PipelineRun): StoryFailure {
  const errors = run.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
  const ran = [...run.jobs].map(([job, result]) => `${job}: ${result}`).join(', ') || 'none';
  return new StoryFailure(`The pipeline failed; jobs that ran: ${ran}.\n${errors.join('\n')}\nIts log: ${run.log}`);
}

/** The second commit: the service compiles and its tests pass, but it ends with an error as soon as it starts. */
export const breakage = [
  'src/main/java/com/example/index/Main.java',
  'AppConfig config =',
  'if (true) throw new IOException("Connection refused: db:5432");\n        AppConfig config =',
] as const;

export function stepLine(step: StepRun): string {
  const mark = step.result === 'success' ? '✓' : step.result === 'skipped' ? '·' : '✗';
  return `${mark} ${step.name} (${step.job.split('/')[0]}, ${(step.duration / 1000).toFixed(1)} s)`;
}
