import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** LINE and BRANCH sums of JaCoCo's own csv. */
export async function csvCounters(folder: string) {
  const text = await readFile(join(folder, 'target/site/jacoco/jacoco.csv'), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const sum = (name: string) => {
    const column = rows[0]?.indexOf(name) ?? -1;
    return rows.slice(1).reduce((total, row) => total + Number(row[column]), 0);
  };
  return {
    lines: [sum('LINE_COVERED'), sum('LINE_MISSED')],
    branches: [sum('BRANCH_COVERED'), sum('BRANCH_MISSED')],
  };
}
