export const managerNames = ['npm', 'pnpm', 'yarn'] as const;

export type ManagerName = (typeof managerNames)[number];
