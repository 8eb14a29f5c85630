/**
 * CPU profiles and heap snapshots as files, in the formats of Chrome's DevTools, and where files go that nobody has named. This process
 * writes them, not the module.
 */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { FilePath } from "../runtime-core/base/span.ts";
import type { ProjectPaths } from "./convert.ts";
import { DapError } from "./dap-errors.ts";
import { type Isolate, isModuleUrl } from "./debuggee.ts";
import type { Launch } from "./launch.ts";
import type { Program } from "./program.ts";
import type { HeapSnapshotArguments, HeapSnapshotAnswer } from "./protocol.ts";

/** In the project's folder: for files that nobody has named. */
export const AMBIT_FOLDER: FilePath = "/.ambit";

/** What V8 gives. */
export interface CpuProfile {
  readonly nodes: readonly { readonly callFrame: { readonly url: string } }[];
}

/** Writes a profile; gives what to say of it. */
export function writeProfile(
  profile: CpuProfile,
  isolate: Isolate,
  { folder, paths }: { readonly folder: string; readonly paths: ProjectPaths },
): string {
  // Viewers look for sources on the disk.
  const nodes = profile.nodes.map((node) => {
    const { url } = node.callFrame;
    const onDisk = isModuleUrl(url) ? pathToFileURL(paths.diskPathOf(paths.fileOfUrl(url))).href : url;
    return { ...node, callFrame: { ...node.callFrame, url: onDisk } };
  });
  const file = fileIn(folder, isolate, "cpuprofile");
  try {
    makeFolder(folder);
    writeFileSync(file, JSON.stringify({ ...profile, nodes }));
    return `The CPU profile of ${isolate.module}: ${file}`;
  } catch (error) {
    return `The CPU profile of ${isolate.module} is lost: ${(error as Error).message}`;
  }
}

/**
 * Answers "ambit/heapSnapshot". The thread has to stand: V8 takes no snapshot of one that is busy, and the time that it takes
 * is not the module's.
 *
 * @throws {DapError} `missingThread`, `notPaused`, `cannotWrite`
 */
export async function takeHeapSnapshot(
  { threadId, path: asked }: HeapSnapshotArguments,
  program: Program,
): Promise<HeapSnapshotAnswer> {
  const { isolate } = program.threads.stopped(threadId);
  const { paths } = program.target("ambit/heapSnapshot");
  const file = asked ?? fileIn(paths.diskPathOf(AMBIT_FOLDER), isolate, "heapsnapshot");
  const pieces: string[] = [];
  if (isolate.onSnapshotPiece !== undefined)
    throw new DapError("cannotWrite", { path: file, reason: "another snapshot of this thread is being taken" });
  try {
    isolate.onSnapshotPiece = (piece) => pieces.push(piece);
    await isolate.inspector.request("HeapProfiler.takeHeapSnapshot");
  } finally {
    isolate.onSnapshotPiece = undefined;
  }
  try {
    makeFolder(path.dirname(file));
    writeFileSync(file, program.told.data(pieces.join("")));
  } catch (error) {
    throw new DapError("cannotWrite", { path: file, reason: (error as Error).message });
  }
  return { path: file, sizeBytes: statSync(file).size };
}

/** The path of the record of a run; undefined when none is wanted. */
export function recordOf({ arguments: { record = false }, module, paths }: Launch): string | undefined {
  if (typeof record === "string") return record;
  return record ? fileIn(paths.diskPathOf(AMBIT_FOLDER), { id: "run", module }, "jsonl") : undefined;
}

/** Makes a folder and those around it. Node's own way never ends in folders such as `/proc`, which take no new ones. */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST" && statSync(folder).isDirectory();
    if (!isThere) throw error;
  }
}

/** A name that is new. */
function fileIn(folder: string, { id, module }: Pick<Isolate, "id" | "module">, extension: string): string {
  const name = path.posix.basename(module).replace(/\.\w+$/, "");
  const now = new Date().toISOString().replaceAll(":", "-");
  return path.join(folder, `${name}-${id}-${now}.${extension}`);
}
