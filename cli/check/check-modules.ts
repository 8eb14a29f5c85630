/**
 * Modules checked, in this thread or in several at once.
 *
 * Promise: a report for each module, in the order of the modules, whoever was faster.
 */
import { getCompileCacheDir } from "node:module";
import { availableParallelism } from "node:os";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { Project } from "../project.ts";
import type { ModuleReport, View } from "./module-report.ts";
import type { CheckData } from "./worker.ts";
import { shareOut } from "./worker-pool.ts";

/** What is checked, and what is told of it. */
export interface Check {
  readonly project: Project;
  readonly modules: readonly FilePath[];
  readonly view: View;
  /** Threads at most; as many as there are cores unless said. */
  readonly threads: number | undefined;
  /** Called for each module in their order. */
  readonly onReport: (module: FilePath, report: ModuleReport) => void;
  /** Called whenever a module is done, in any order. */
  readonly onDone: (modules: number) => void;
}

/** UTF-16 units of text that keep a thread busy for longer than it takes to start it. */
const TEXT_PER_THREAD = 300_000;
/** More threads than that wait for memory more than they compute. */
const MOST_THREADS = 8;

/** Checks all modules. Long work is done in threads, even if there is only one: they are small where this one would grow. */
export async function checkModules(check: Check): Promise<void> {
  const reports = new Reports(check);
  const worthwhile = Math.floor(textLength(check) / TEXT_PER_THREAD);
  if (worthwhile < 2) await checkHere(check, reports);
  else await checkInThreads(check, reports, Math.min(worthwhile, check.threads ?? threadsForCores()));
}

function threadsForCores(): number {
  return Math.min(availableParallelism(), MOST_THREADS);
}

async function checkHere({ modules, project, view }: Check, reports: Reports): Promise<void> {
  const { ModuleChecker } = await import("./module-report.ts");
  const checker = new ModuleChecker(project, view);
  for (const [index, module] of modules.entries()) reports.add(index, await checker.check(module));
}

async function checkInThreads({ modules, project, view }: Check, reports: Reports, threads: number): Promise<void> {
  // Otherwise V8 lets the heaps of all threads grow to several times what is alive in them.
  setFlagsFromString("--heap-growing-percent=30");
  // V8 would come to make literals of the trees where objects grow old, and what points from there keeps whole trees alive.
  setFlagsFromString("--no-allocation-site-pretenuring");
  // In the few seconds that most checks take, the best compiler costs more than its code saves.
  setFlagsFromString("--invocation-count-for-turbofan=30000");
  const compileCache = getCompileCacheDir();
  const data: CheckData = {
    root: project.root,
    modules,
    view,
    // The folder that was asked for; V8's version is the name of the one in it.
    compileCache: compileCache === undefined ? undefined : path.dirname(compileCache),
  };
  await shareOut<ModuleReport>({ file: workerFile(), data, items: modules.length, threads }, (index, result) =>
    reports.add(index, "value" in result ? result.value : { kind: "failed", reason: result.lost }),
  );
}

/** Reports as they come; given on in order. */
class Reports {
  readonly #check: Check;
  readonly #waiting = new Map<number, ModuleReport>();
  #next = 0;
  #done = 0;

  constructor(check: Check) {
    this.#check = check;
  }

  add(index: number, report: ModuleReport): void {
    this.#waiting.set(index, report);
    for (let next = this.#waiting.get(this.#next); next !== undefined; next = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#check.onReport(this.#check.modules[this.#next] ?? "", next);
      this.#next++;
    }
    this.#check.onDone(++this.#done);
  }
}

function textLength({ modules, project }: Check): number {
  const lengths = modules.map((module) => {
    const reading = project.workspace.read(module);
    return reading.kind === "text" ? reading.text.length : 0;
  });
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** Beside the bundles; the sources find it in their folder. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./check-worker.mjs", import.meta.url);
}
