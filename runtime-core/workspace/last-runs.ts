/**
 * The last run of each module, kept in the user's cache folder: who runs modules writes, who shows their texts reads.
 *
 * Promise: nothing here throws, and nothing is written outside the cache folder. What cannot be written or read is not there.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { LastRun } from "../base/last-run.ts";
import type { OutcomeKind } from "../base/outcome.ts";
import type { FilePath } from "../base/span.ts";
import { unitOf } from "../limits/amount-text.ts";
import type { LimitSnapshot } from "../limits/limit-snapshot.ts";

const VERSION = 1;
/** Runs that are kept; the oldest go. */
const MOST_RUNS = 200;
/** Permissions that are kept of a run, and how long each may be. */
const MOST_PERMISSIONS = 500;
const MOST_LENGTH = 1000;
/** What is longer is not read: nothing of ours is. */
const MAX_BYTES = 1_000_000;

/** Says in a few letters what a text is, to tell later whether it is another one. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

/** A module that has run. */
export interface RunModule {
  /** Absolute path of the project. */
  readonly root: string;
  readonly path: FilePath;
  /** The texts that ran. */
  readonly files: ReadonlyMap<FilePath, { readonly source: { readonly text: string } }>;
}

/** What is kept of the report of a run. */
export interface RunFigures extends Pick<
  LastRun,
  "wallTimeMs" | "cpuTimeMs" | "peakHeapBytes" | "grants" | "permissions"
> {
  readonly outcome: { readonly kind: OutcomeKind };
  readonly limits: readonly LimitSnapshot[];
}

/** Keeps a run in the place of the one before it; one that did not start is none. */
export function keepLastRun({ files, path: module, root }: RunModule, figures: RunFigures): void {
  const { cpuTimeMs, grants, limits, outcome, peakHeapBytes, permissions, wallTimeMs } = figures;
  if (outcome.kind === "refused") return;
  const run: LastRun = {
    version: VERSION,
    module,
    endedAt: new Date().toISOString(),
    outcome: outcome.kind,
    wallTimeMs,
    cpuTimeMs,
    peakHeapBytes,
    limits: limits.map(({ available, capacity, kind, name, quantity, taken }) => {
      return { name, kind, unit: unitOf(quantity.kind), capacity, available, taken };
    }),
    grants,
    permissions: permissions.filter(({ permission }) => permission.length < MOST_LENGTH).slice(0, MOST_PERMISSIONS),
    texts: Object.fromEntries([...files].map(([file, { source }]) => [file, hashText(source.text)])),
  };
  write(fileOf(root, module), JSON.stringify(run));
}

/** The last runs as they are read: one that has not changed is the same object again. */
export class LastRuns {
  readonly #known = new Map<string, { readonly modifiedMs: number; readonly run: LastRun | undefined }>();

  /** The last run of a module; undefined when none is known. @param root Absolute path of the project. */
  of(root: string, module: FilePath): LastRun | undefined {
    const file = fileOf(root, module);
    try {
      const { mtimeMs: modifiedMs, size } = fs.statSync(file);
      const known = this.#known.get(file);
      if (known?.modifiedMs === modifiedMs) return known.run;
      const run = size > MAX_BYTES ? undefined : parse(fs.readFileSync(file, "utf8"), module);
      this.#known.set(file, { modifiedMs, run });
      return run;
    } catch {
      return undefined; // None yet, or one that is not ours to read.
    }
  }
}

/** Calls back when a module has run; nothing is watched where there is no cache folder. */
export function watchLastRuns(onRun: () => void): Disposable {
  const folder = runsFolder();
  try {
    makeFolder(folder);
    const watcher = fs.watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || name.endsWith(".json")) onRun();
    });
    watcher.on("error", () => watcher.close()); // The folder is gone.
    return { [Symbol.dispose]: () => watcher.close() };
  } catch {
    return { [Symbol.dispose]: () => undefined };
  }
}

/** @throws {SyntaxError} for what is no JSON. */
function parse(text: string, module: FilePath): LastRun | undefined {
  const run = JSON.parse(text) as Partial<LastRun> | null;
  return run?.version === VERSION && run.module === module ? (run as LastRun) : undefined;
}

function runsFolder(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME))
    return path.join(XDG_CACHE_HOME, "ambit", "runs");
  if (process.platform === "win32" && LOCALAPPDATA !== undefined) return path.join(LOCALAPPDATA, "ambit", "runs");
  return path.join(homedir(), ".cache", "ambit", "runs");
}

function fileOf(root: string, module: FilePath): string {
  return path.join(runsFolder(), `${hashText(`${realPath(root)}\0${module}`)}.json`);
}

function realPath(root: string): string {
  try {
    return fs.realpathSync.native(root);
  } catch {
    return root;
  }
}

function write(file: string, text: string): void {
  const folder = path.dirname(file);
  const unfinished = `${file}.${process.pid}`;
  try {
    makeFolder(folder);
    fs.writeFileSync(unfinished, text, { mode: 0o600 });
    fs.renameSync(unfinished, file);
    forgetOldest(folder);
  } catch {
    // A full or locked disk: the run itself is what matters.
  }
}

/**
 * No deeper than `~/.cache/ambit/runs`: a home that is not there is not made. Not left to Node, which tries for ever where a
 * folder cannot come to be (in /proc).
 */
function makeFolder(folder: string, depth = 3): void {
  if (fs.existsSync(folder) || depth === 0) return;
  makeFolder(path.dirname(folder), depth - 1);
  fs.mkdirSync(folder, { mode: 0o700 });
}

function forgetOldest(folder: string): void {
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  if (files.length <= MOST_RUNS) return;
  const byAge = files.map((file) => ({ file, atMs: fs.statSync(file).mtimeMs })).toSorted((a, b) => a.atMs - b.atMs);
  for (const { file } of byAge.slice(0, files.length - MOST_RUNS)) fs.rmSync(file, { force: true });
}
