import { codeBlock, details, escapeMarkdown, formatDuration, table } from '@slipway/findings';
import type { BuildAccount, LocatedTest, ModuleCoverage } from './account.ts';
import { lineRanges } from './changes/changed-coverage.ts';
import type { ChangedFindings } from './changes/findings.ts';
import { type Counter, type Coverage, formatPercentage, percentage } from './coverage.ts';
import { shortName, type Totals } from './test-report.ts';
import { usefulTrace } from './useful-trace.ts';

const marks = { success: '✅', unstable: '⚠️', failure: '❌' } as const;
const maxFailures = 20;
const slowestCount = 5;
/** Seconds; faster tests are no news. */
const slow = 0.5;

export type SummaryFacts = Omit<BuildAccount, 'problems'>;

/** The section of the job summary: how the build ended and what to look at. */
export function summarize(tool: string, facts: SummaryFacts): string {
  const { verdict, totals, tests } = facts;
  const sections = [
    `### ${marks[verdict.result]} ${tool} build: ${verdict.result} in ${formatDuration(facts.duration)}`,
    verdict.reasons.map((reason) => `- ${escapeMarkdown(reason)}`).join('\n'),
    totals.total === 0 && facts.modules.length === 0 ? '' : totalsTable(totals, facts.coverage, facts.changed),
    ...failures(tests.filter((test) => test.outcome === 'failed')),
    facts.modules.length > 1 ? details('Coverage by module', coverageTable(facts.modules)) : '',
    untested(facts.changed),
    flaky(tests),
    slowest(tests),
    facts.artifact === undefined ? '' : `Artifact: \`${facts.artifact.replaceAll('`', '')}\``,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function totalsTable(totals: Totals, coverage: Coverage, changed: ChangedFindings): string {
  const headers = ['Tests', 'Passed', 'Failed', 'Skipped', 'Line coverage', 'Branch coverage'];
  const counts = [totals.total, totals.passed, totals.failed, totals.skipped].map(String);
  const cells = [...counts, measured(coverage.lines), measured(coverage.branches)];
  if (changed.kind !== 'measured') return table(headers, [cells]);
  return table(
    [...headers, `Lines changed since ${changed.since.slice(0, 7)}`],
    [[...cells, measured(changed.coverage.lines)]],
  );
}

function untested(changed: ChangedFindings): string {
  if (changed.kind !== 'measured' || changed.coverage.missed.size === 0) return '';
  const files = [...changed.coverage.missed];
  const rows = files
    .slice(0, maxFailures)
    .map(([path, numbers]) => [escapeMarkdown(path), shortened(lineRanges(numbers))]);
  const rest = files.length > maxFailures ? `\n\n... and ${files.length - maxFailures} more files.` : '';
  return details('Changed lines that no test reached', `${table(['File', 'Lines'], rows)}${rest}`);
}

const maxRanges = 300;

function shortened(ranges: string): string {
  return ranges.length > maxRanges ? `${ranges.slice(0, ranges.lastIndexOf(',', maxRanges))}, ...` : ranges;
}

function failures(failed: readonly LocatedTest[]): string[] {
  if (failed.length === 0) return [];
  const rest = failed.length - maxFailures;
  return [
    '#### Failed tests',
    ...failed.slice(0, maxFailures).map((test) => {
      const place = test.at === undefined ? '' : ` (${escapeMarkdown(`${test.at.file}:${test.at.line}`)})`;
      const trace = usefulTrace(test.stackTrace).slice(0, 4000) || test.message || test.type || '(no message)';
      return `- **${escapeMarkdown(shortName(test))}**${place}\n\n${indented(codeBlock(trace))}`;
    }),
    ...(rest > 0 ? [`... and ${rest} more.`] : []),
  ];
}

function flaky(tests: readonly LocatedTest[]): string {
  const names = tests.filter((test) => test.flaky).map((test) => escapeMarkdown(shortName(test)));
  return names.length === 0 ? '' : `Flaky, passed only when run again: ${names.slice(0, maxFailures).join(', ')}`;
}

function slowest(tests: readonly LocatedTest[]): string {
  const slowTests = tests.filter((test) => test.time >= slow).toSorted((one, other) => other.time - one.time);
  if (slowTests.length === 0) return '';
  const rows = slowTests
    .slice(0, slowestCount)
    .map((test) => [escapeMarkdown(shortName(test)), formatDuration(test.time * 1000)]);
  return details('Slowest tests', table(['Test', 'Time'], rows));
}

function coverageTable(modules: readonly ModuleCoverage[]): string {
  const isKnown = modules.some(({ changed }) => changed !== undefined);
  const rows = modules.map(({ module, lines, branches, changed }) => [
    escapeMarkdown(module),
    measured(lines),
    measured(branches),
    ...(isKnown ? [changed === undefined ? '–' : measured(changed.lines)] : []),
  ]);
  return table(['Module', 'Lines', 'Branches', ...(isKnown ? ['Changed lines'] : [])], rows);
}

function measured(counter: Counter): string {
  const percent = formatPercentage(percentage(counter));
  return percent === '' ? '–' : `${percent} % (${counter.covered} of ${counter.covered + counter.missed})`;
}

function indented(block: string): string {
  return block
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
