/** The door to the files of a project. */
export { DiskWorkspace } from "./disk-workspace.ts";
export { findPackage, findProjectRoot, ROOT_MARKERS, upwards } from "./project-root.ts";
export { OverlayWorkspace } from "./overlay-workspace.ts";
export { MemoryWorkspace } from "./memory-workspace.ts";
export { exportsManifest, isSearchedFolder } from "./module-files.ts";
export { hashText, keepLastRun, LastRuns, watchLastRuns } from "./last-runs.ts";
