export { formatDuration, parseDuration } from './duration.ts';
export { Failure, type FailureDetails, type Location } from './failure.ts';
export { codeBlock, details, escapeMarkdown, table } from './markdown.ts';
export { type Result, results } from './result.ts';
