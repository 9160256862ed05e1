/** One line of `act --json`, reduced to what we use of it (act 0.2.89). */
export interface ActLine {
  /** Path of the job through the reusable workflows, such as `build/build`; empty for act's own messages. */
  readonly job: string;
  readonly step: string;
  readonly stepId: string;
  /** What a person would see. */
  readonly text: string;
  readonly jobResult?: string;
  readonly stepEnd?: { readonly result: string; readonly duration: number };
  readonly output?: { readonly name: string; readonly value: string };
  readonly summary?: string;
  readonly annotation?: { readonly level: string; readonly message: string };
}

const annotationLevels = ['error', 'warning', 'notice'];

/** Reads a line; what is not JSON (a crash of act itself) is kept as text. */
export function readActLine(text: string): ActLine {
  const entry = parseObject(text);
  if (entry === undefined) return { job: '', step: '', stepId: '', text };
  const value = (name: string) => (typeof entry[name] === 'string' ? entry[name] : '');
  const command = value('command');
  const isStepEnd = value('stage') === 'Main' && value('stepResult') !== '' && typeof entry.executionTime === 'number';
  return {
    job: jobPath(value('job'), value('jobID')),
    step: value('step'),
    stepId: Array.isArray(entry.stepID) ? entry.stepID.join('/') : '',
    text: value('msg').trimEnd(),
    ...(value('jobResult') === '' ? {} : { jobResult: value('jobResult') }),
    ...(isStepEnd ? { stepEnd: { result: value('stepResult'), duration: Number(entry.executionTime) / 1e6 } } : {}),
    ...(command === 'set-output' ? { output: { name: value('name'), value: value('arg') } } : {}),
    ...(command === 'summary' ? { summary: value('content') } : {}),
    ...(annotationLevels.includes(command) ? { annotation: { level: command, message: value('arg') } } : {}),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** act names a job `<caller's job>/<workflow>/<job's name>`, where names are free text; ids are what stays. */
function jobPath(job: string, id: string): string {
  const [caller = ''] = job.split('/');
  return job === '' ? '' : `${caller}/${id}`;
}
