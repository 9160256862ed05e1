export { type Artifact, type ArtifactService, keepArtifact } from './artifacts.ts';
export { type CheckAnnotation, type CheckRun, createCheckRun } from './check-runs.ts';
export { GitHubFailure, type GitHubOptions } from './connection.ts';
export { GitHub } from './github.ts';
export type { Annotation, Commit, Conclusion, Job, Step, WorkflowRun } from './models.ts';
