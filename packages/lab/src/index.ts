export type { ComponentName, Environment } from './component.ts';
export { createRepository } from './components/git.ts';
export { clearMails, type Mail, mails, type RefusedMail, refusedMails } from './components/mail.ts';
export { LabFailure } from './failure.ts';
export {
  borrow,
  type ComponentStatus,
  componentNames,
  down,
  environment,
  type LabOptions,
  status,
  up,
  usualComponents,
} from './lab.ts';
export { freePort } from './machine/ports.ts';
export { requirePackages } from './tools/apt.ts';
export { requireMaven } from './tools/maven.ts';
export { installTool, type ToolName } from './tools/tools.ts';
