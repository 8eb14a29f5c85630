/**
 * Looks at modules in a process of their own: what they leave in memory goes with it, and whoever types does not wait for them.
 *
 * Promise: a module at which the process dies is looked at once more, by another one.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { killStarted } from "../../runtime-core/base/kill-started.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { Examiner } from "../documents/closed-modules.ts";
import type { Documents, OpenDocument } from "../documents/documents.ts";
import type { Examination, ModuleFile } from "../documents/examine.ts";
import type { AmbitSettings } from "../protocol.ts";
import type { ModuleSummary } from "./module-summary.ts";

/** A module to look at, and what has changed in the texts that are open. */
export interface ExaminerTask {
  readonly file: string;
  readonly path: FilePath;
  /** Of its project. */
  readonly root: string;
  readonly settings: AmbitSettings;
  readonly opened: readonly OpenDocument[];
  readonly closed: readonly string[];
}

/** The summary of a module, for who knows its project. */
export type RemoteSummary = Omit<ModuleSummary, "project">;

/** What the process answers to a task. */
export type ExaminerReply = Examination<RemoteSummary>;

/** What the process is started with. */
export interface ExaminerProcessOptions {
  readonly documents: Documents;
  readonly settings: AmbitSettings;
}

/**
 * V8 would let the heap grow to several times what is alive in it, and would come to make literals of the trees where objects
 * grow old: what points from there keeps whole trees alive.
 */
const FLAGS = ["--heap-growing-percent=30", "--max-semi-space-size=4", "--no-allocation-site-pretenuring"];

/** One process at a time, which starts with the first module. */
export class ExaminerProcess implements Examiner<ModuleSummary> {
  readonly #options: ExaminerProcessOptions;
  #process: ChildProcess | undefined;
  /** The texts that it has, by URI. */
  #sent = new Map<string, OpenDocument>();
  #reply = Promise.withResolvers<ExaminerReply>();
  #isDisposed = false;

  constructor(options: ExaminerProcessOptions) {
    this.#options = options;
  }

  /** To be called again when the promise has settled. */
  async examine(module: ModuleFile): Promise<Examination<ModuleSummary>> {
    const { error, reads, summary } = await this.#ask(module).catch(() => this.#ask(module));
    return { error, reads, summary: summary && { ...summary, project: module.project } };
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    if (this.#process !== undefined) killStarted(this.#process);
  }

  #ask({ file, path, project }: ModuleFile): Promise<ExaminerReply> {
    this.#reply = Promise.withResolvers();
    if (this.#isDisposed) this.#reply.reject(new Error("Nobody looks at modules any more"));
    else {
      const { settings } = this.#options;
      this.#process ??= this.#start();
      this.#process.send({ file, path, root: project.root, settings, ...this.#news() } satisfies ExaminerTask);
    }
    return this.#reply.promise;
  }

  #start(): ChildProcess {
    const child = fork(examinerFile(), [], {
      execArgv: FLAGS,
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"], // Standard output is the client's.
    });
    const end = (how: unknown): void => {
      if (this.#process !== child) return;
      this.#process = undefined;
      this.#sent = new Map();
      killStarted(child);
      this.#reply.reject(new Error(`The process that looks at modules ended with ${String(how)}`));
    };
    child.on("message", (reply) => this.#reply.resolve(reply as ExaminerReply));
    child.on("error", end);
    child.on("exit", (code, signal) => end(code ?? signal));
    return child;
  }

  /** What has changed in the texts that are open. */
  #news(): Pick<ExaminerTask, "closed" | "opened"> {
    const now = new Map([...this.#options.documents.all()].map((document) => [document.uri, document]));
    const closed = [...this.#sent.keys()].filter((uri) => !now.has(uri));
    const opened = [...now.values()].filter((document) => this.#sent.get(document.uri) !== document);
    this.#sent = now;
    return { closed, opened };
  }
}

/** Beside the sources, or beside the bundle. */
function examinerFile(): string {
  const place = import.meta.url.endsWith(".ts") ? "../examiner.ts" : "./examiner.mjs";
  return fileURLToPath(new URL(place, import.meta.url));
}
