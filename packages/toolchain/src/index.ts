export { fetchArchive } from './archive.ts';
export { ToolFailure } from './failure.ts';
export { removeBroken } from './maven/broken-files.ts';
export { forgetMissing, sharedRepositoryArguments } from './maven/local-repository.ts';
export { profileArguments, readProfiles } from './maven/profiles.ts';
export { findMaven, type MavenProgram } from './maven/program.ts';
export {
  readSettingsInputs,
  type SettingsInputs,
  type WrittenSettings,
  writeSettings,
} from './maven/write-settings.ts';
export { fetchTool, type MavenArtifact, type ToolSource } from './maven-artifact.ts';
