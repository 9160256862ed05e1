import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '@slipway/runner';
import { SonarFailure } from '../failure.ts';
import { findTask, type ProjectStatus, projectStatus, type SonarServer, type Task } from './sonarqube.ts';

/** Milliseconds that the server may be away for, over a restart or a broken proxy: the analysis is with it already. */
const longestOutage = 180_000;

/**
 * Waits until the server has done the analysis and returns the gate's verdict on it. The scanner's own wait polls each
 * five seconds; most analyses take two.
 * @throws {SonarFailure} also when the server was away for too long
 * @param deadline milliseconds since 1970
 */
export async function waitForGate(
  server: SonarServer,
  taskId: string,
  deadline: number,
  context: Context,
): Promise<ProjectStatus> {
  let awaySince: number | undefined;
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 3000)) {
    const looked = await look(server, taskId);
    if (looked instanceof SonarFailure) {
      const now = context.now().getTime();
      if (awaySince === undefined) context.log.warning(`${looked.headline}; waiting for it`);
      awaySince ??= now;
      if (now - awaySince > longestOutage || now + pause > deadline) throw looked;
      await wait(pause, undefined, { signal: context.signal });
      continue;
    }
    awaySince = undefined;
    const { task, verdict } = looked;
    for (const warning of task.warnings ?? []) context.log.warning(`SonarQube: ${warning}`);
    if (verdict !== undefined) return verdict;
    if (task.status === 'FAILED' || task.status === 'CANCELED') {
      throw new SonarFailure({
        code: 'analysis-failed',
        headline: `SonarQube ${task.status === 'FAILED' ? 'could not process' : 'cancelled'} the analysis ${taskId}`,
        ...(task.errorMessage === undefined ? {} : { reason: task.errorMessage }),
        outputs: { result: 'failure', 'task-id': taskId },
      });
    }
    if (context.now().getTime() + pause > deadline) {
      throw new SonarFailure({
        code: 'time-up',
        headline: `The analysis ${taskId} is still ${task.status} on the server`,
        advice: 'Raise timeout, or look at the background tasks of the server.',
        outputs: { result: 'failure', 'task-id': taskId },
      });
    }
    await wait(pause, undefined, { signal: context.signal });
  }
}

/** The task, and the verdict when it is through; a failure where nobody answers who could tell. */
async function look(
  server: SonarServer,
  taskId: string,
): Promise<{ readonly task: Task; readonly verdict?: ProjectStatus } | SonarFailure> {
  try {
    const task = await findTask(server, taskId);
    if (task.status !== 'SUCCESS') return { task };
    const { analysisId } = task;
    return { task, verdict: analysisId === undefined ? { status: 'NONE' } : await projectStatus(server, analysisId) };
  } catch (error) {
    if (error instanceof SonarFailure && error.code === 'sonar-unreachable') return error;
    throw error;
  }
}
