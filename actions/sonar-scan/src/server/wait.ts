import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '@slipway/runner';
import { SonarFailure } from '../failure.ts';
import { findTask, type ProjectStatus, projectStatus, type SonarServer } from './sonarqube.ts';

/**
 * Waits until the server has done the analysis and returns the gate's verdict on it. The scanner's own wait polls each
 * five seconds; most analyses take two.
 * @param deadline milliseconds since 1970
 */
export async function waitForGate(
  server: SonarServer,
  taskId: string,
  deadline: number,
  context: Context,
): Promise<ProjectStatus> {
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 3000)) {
    const task = await findTask(server, taskId);
    for (const warning of task.warnings ?? []) context.log.warning(`SonarQube: ${warning}`);
    if (task.status === 'SUCCESS')
      return task.analysisId === undefined ? { status: 'NONE' } : projectStatus(server, task.analysisId);
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
