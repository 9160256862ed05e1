export type { ComponentName, Environment } from './component.ts';
export { LabFailure } from './failure.ts';
export { createRepository } from './git.ts';
export {
  type ComponentStatus,
  componentNames,
  down,
  environment,
  type LabOptions,
  status,
  up,
  usualComponents,
} from './lab.ts';
export { clearMails, type Mail, mails } from './mail.ts';
export { installTool, type ToolName } from './tools/tools.ts';
