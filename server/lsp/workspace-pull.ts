/**
 * One request for the findings of all modules.
 *
 * Promise: nothing that the client has is sent again, and what is sent last for a text is what is true of it when everything has
 * been looked at.
 */
import {
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticParams,
  WorkspaceDiagnosticRequest,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { settleAll } from "./all-modules.ts";
import type { LanguageServer } from "./language-server.ts";
import { reportOf } from "./report.ts";

/** At most so often a client is told what was found meanwhile. */
const TOLD_EVERY_MS = 100;
/** Reports that are made in one go: a few milliseconds. */
const REPORTS_IN_ONE_GO = 20;

/** The findings of all modules for one client, from when it asks until it is answered. */
export class WorkspacePull {
  readonly #server: LanguageServer;
  readonly #partial: WorkspaceDiagnosticParams["partialResultToken"];
  #progress: WorkDoneProgressReporter | undefined;
  readonly #subscription: Disposable;
  /** Ids of the results that the client has, by file: it may spell URIs in another way. */
  readonly #known: Map<string, string>;
  /** Files whose findings the client may not have. */
  readonly #due = new Set<string>();
  #reports = new Map<string, WorkspaceDocumentDiagnosticReport>();
  #isAnythingNew = false;
  #toldAtMs = performance.now();
  #wake: () => void = () => undefined;

  constructor(
    server: LanguageServer,
    { partialResultToken, previousResultIds, workDoneToken }: WorkspaceDiagnosticParams,
  ) {
    this.#server = server;
    this.#partial = partialResultToken ?? undefined;
    if (workDoneToken !== undefined) this.#progress = server.connection.window.attachWorkDoneProgress(workDoneToken);
    const previous: unknown = previousResultIds;
    this.#known = new Map((Array.isArray(previous) ? previous : []).flatMap((each) => resultIdOf(server, each)));
    for (const file of this.#known.keys()) this.#due.add(file);
    for (const file of server.findings.files()) this.#due.add(file);
    this.#subscription = server.findings.subscribe((files) => this.#changed(files));
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  /** Whether the client is told about changes from now on: it takes partial results and had everything. */
  get mayStay(): boolean {
    return this.#partial !== undefined && this.#server.isWatched && !this.#isAnythingNew;
  }

  /** What was reported and is not sent yet, by URI: what is looked at first depends on the time. */
  get items(): WorkspaceDocumentDiagnosticReport[] {
    return [...this.#reports.values()].toSorted((a, b) => (a.uri < b.uri ? -1 : 1));
  }

  /** Looks at all modules and reports what the client does not have. */
  async report(signal: AbortSignal): Promise<void> {
    const { closedModules } = this.#server;
    // A client that shows progress and did not ask for that of this request is shown the long one: the first.
    if (!closedModules.isStarted) this.#progress ??= await this.#server.connection.window.createWorkDoneProgress();
    this.#progress?.begin("Ambit checks all modules", 0);
    await settleAll(this.#server, signal);
    this.#server.connection.tracer.log(`${closedModules.progress.all} modules that are not open are prepared`);
    while (this.#due.size > 0 && !signal.aborted) {
      for (const file of [...this.#due].slice(0, REPORTS_IN_ONE_GO)) this.#report(file);
      this.#send();
      await this.#server.idle();
    }
    this.#progress?.done();
    this.#progress = undefined;
  }

  /** Resolves when something may have to be reported, or when the signal fires. */
  async change(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#due.size > 0 || this.#server.closedModules.isDue) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => resolve();
    this.#wake = end;
    signal.addEventListener("abort", end);
    await promise;
    signal.removeEventListener("abort", end); // The signal is that of a request which may stay for hours.
  }

  #changed(files: Iterable<string>): void {
    for (const file of files) this.#due.add(file);
    this.#wake();
    if (performance.now() - this.#toldAtMs < TOLD_EVERY_MS) return;
    const { all, done } = this.#server.closedModules.progress;
    this.#progress?.report(Math.floor((done / all) * 100), `${done} of ${all}`);
    // What a file that several modules share comes to is known when all of them are.
    for (const file of this.#due) if (this.#server.findings.isEntry(file)) this.#report(file);
    this.#send();
  }

  #report(file: string): void {
    this.#due.delete(file);
    const found = this.#server.findings.of(file);
    if (found === undefined) return; // A newer text is being prepared, which is told.
    const { items, uri, version } = found;
    const known = this.#known.get(file);
    if (known === undefined && items.length === 0 && !this.#server.findings.isEntry(file)) return;
    const report = { ...reportOf(items, known), uri, version: version ?? null };
    if (report.kind === "unchanged" && (this.#partial !== undefined || this.#reports.has(uri))) return;
    if (report.kind === "full") this.#isAnythingNew = true;
    this.#known.set(file, report.resultId);
    this.#reports.set(uri, report);
  }

  #send(): void {
    this.#toldAtMs = performance.now();
    if (this.#partial === undefined || this.#reports.size === 0) return;
    const { items } = this;
    this.#reports = new Map();
    this.#server.connection
      .sendProgress(WorkspaceDiagnosticRequest.partialResult, this.#partial, { items })
      .catch((error: unknown) => this.#server.log(error));
  }
}

/** What a client sends is only believed when it has the shape. */
function resultIdOf(server: LanguageServer, from: unknown): readonly (readonly [file: string, value: string])[] {
  const { uri, value } = (from ?? {}) as { readonly uri?: unknown; readonly value?: unknown };
  return typeof uri === "string" && typeof value === "string" ? [[server.fileOf(uri) ?? uri, value]] : [];
}
