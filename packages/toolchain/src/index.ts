export { fetchArchive } from './archive.ts';
export { ToolFailure } from './failure.ts';
export { fetchTool, type MavenArtifact, type ToolSource } from './maven-artifact.ts';
