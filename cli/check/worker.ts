/** The entry of a worker thread of `ambit check`. */
import { enableCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { projectAt } from "../project.ts";
import type { ModuleReport, View } from "./module-report.ts";
import { type ItemResult, itemsOf, type Share } from "./worker-pool.ts";

/** What a thread is told besides its share. */
export interface CheckData {
  readonly root: string;
  readonly modules: readonly FilePath[];
  readonly view: View;
  /** The folder of compiled code of the main thread, which threads do not share by themselves. */
  readonly compileCache: string | undefined;
}

/** Each message wakes the main thread, so several results are sent at once. */
const SENT_EVERY_MS = 50;

const told = workerData as CheckData & Share;
if (told.compileCache !== undefined) enableCompileCache(told.compileCache);
const { ModuleChecker } = await import("./module-report.ts");
const checker = new ModuleChecker(projectAt(told.root), told.view);
let results: ItemResult<ModuleReport>[] = [];
let sentAt = performance.now();
for (const item of itemsOf(told)) {
  results.push({ item, result: await checker.check(told.modules[item] ?? "") });
  if (performance.now() - sentAt > SENT_EVERY_MS) send();
}
send();

function send(): void {
  parentPort?.postMessage(results);
  results = [];
  sentAt = performance.now();
}
