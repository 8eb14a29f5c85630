/**
 * Breakpoints in sources: kept for the whole session, set in every isolate that comes, before its module loads.
 *
 * V8 moves a breakpoint to the next place that can be stopped at, and says so when it has compiled the script.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { FilePath } from "../runtime-core/base/span.ts";
import type { ScriptLocation } from "./cdp.ts";
import { clientColumn, clientLine, type ClientPositions, ownColumn, ownLine, type ProjectPaths } from "./convert.ts";
import type { Isolate } from "./debuggee.ts";
import { InspectorError, isOvertaken } from "./inspector-client.ts";
import { syntaxError } from "./syntax-error.ts";
import { type HitCondition, parseHitCondition } from "./hit-condition.ts";
import { type LogMessage, parseLogMessage } from "./log-points.ts";

/** One breakpoint that the client asked for. */
export interface SourceBreakpoint {
  /** The id in DAP. */
  readonly id: number;
  readonly path: string;
  readonly asked: DebugProtocol.SourceBreakpoint;
  readonly hitCondition: HitCondition | undefined;
  /** What to log instead of stopping. */
  readonly logMessage: LogMessage | undefined;
  /** Why it can never be hit. */
  readonly refusal: string | undefined;
  /** How often its place was reached with its condition met. */
  hits: number;
  /** Why V8 has not set it. */
  problem: string | undefined;
  /** Where it is, 0-based, once an isolate has loaded the file. */
  place: ScriptLocation | undefined;
}

/** What the breakpoints tell and need. */
export interface BreakpointsLinks {
  /** A new id of a breakpoint. */
  readonly newId: () => number;
  readonly client: () => ClientPositions;
  readonly changed: (breakpoint: DebugProtocol.Breakpoint) => void;
}

/** All breakpoints of a session. */
export class Breakpoints {
  readonly #links: BreakpointsLinks;
  readonly #bySource = new Map<string, SourceBreakpoint[]>();
  /** Breakpoint ids of V8 by isolate. */
  readonly #set = new Map<Isolate, Map<string, SourceBreakpoint>>();
  #paths: ProjectPaths | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(links: BreakpointsLinks) {
    this.#links = links;
  }

  /** Says which project the sources belong to; hits are counted from 0 again. */
  open(paths: ProjectPaths): void {
    this.#paths = paths;
    for (const breakpoint of this.#all()) {
      breakpoint.hits = 0;
      breakpoint.place = undefined;
      if (this.#fileOf(breakpoint) === undefined) this.#links.changed(this.#describe(breakpoint));
    }
  }

  /** Replaces the breakpoints of one source; the answer is in the order of the question. */
  async replace({
    source,
    breakpoints: asked = [],
  }: DebugProtocol.SetBreakpointsArguments): Promise<DebugProtocol.SetBreakpointsResponse["body"]> {
    const { path = "" } = source;
    // One after the other: what is taken away must have been set.
    const replaced = this.#last.then(() => this.#replace(path, asked));
    this.#last = replaced.catch(() => {});
    return await replaced;
  }

  /** Resolves when what was asked for so far is set. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #replace(
    path: string,
    asked: readonly DebugProtocol.SourceBreakpoint[],
  ): Promise<DebugProtocol.SetBreakpointsResponse["body"]> {
    const before = this.#bySource.get(path) ?? [];
    const fresh = asked.map((each) => this.#create(path, each));
    this.#bySource.set(path, fresh);
    const isolates = [...this.#set.keys()];
    await Promise.allSettled(isolates.flatMap((isolate) => [this.#remove(isolate, before), this.#add(isolate, fresh)]));
    return { breakpoints: fresh.map((breakpoint) => this.#describe(breakpoint)) };
  }

  /** Sets all breakpoints in a new isolate. The requests have left when this returns. */
  async addIsolate(isolate: Isolate): Promise<void> {
    this.#set.set(isolate, new Map());
    await this.#add(isolate, [...this.#all()]);
  }

  /** Forgets an isolate. */
  removeIsolate(isolate: Isolate): void {
    this.#set.delete(isolate);
  }

  /** The breakpoints that V8 says were hit. */
  hit(isolate: Isolate, ids: readonly string[]): SourceBreakpoint[] {
    const set = this.#set.get(isolate);
    return ids.flatMap((id) => set?.get(id) ?? []);
  }

  /** Takes V8's word where a breakpoint is. */
  resolved(isolate: Isolate, id: string, location: ScriptLocation): void {
    const breakpoint = this.#set.get(isolate)?.get(id);
    if (breakpoint === undefined || breakpoint.place !== undefined) return;
    breakpoint.place = location;
    this.#links.changed(this.#describe(breakpoint));
  }

  *#all(): Iterable<SourceBreakpoint> {
    for (const breakpoints of this.#bySource.values()) yield* breakpoints;
  }

  #create(path: string, asked: DebugProtocol.SourceBreakpoint): SourceBreakpoint {
    const { hitCondition, logMessage, condition } = asked;
    const hits = parseHitCondition(hitCondition);
    return {
      id: this.#links.newId(),
      path,
      asked,
      hitCondition: hits.condition,
      logMessage: logMessage === undefined || logMessage === "" ? undefined : parseLogMessage(logMessage),
      refusal: hits.problem ?? syntaxError(condition),
      hits: 0,
      problem: undefined,
      place: undefined,
    };
  }

  async #add(isolate: Isolate, breakpoints: readonly SourceBreakpoint[]): Promise<void> {
    await Promise.all(breakpoints.map((breakpoint) => this.#addOne(isolate, breakpoint)));
  }

  async #addOne(isolate: Isolate, breakpoint: SourceBreakpoint): Promise<void> {
    const file = this.#fileOf(breakpoint);
    if (file === undefined || breakpoint.refusal !== undefined) return;
    const { line, column, condition } = breakpoint.asked;
    const client = this.#links.client();
    const params = {
      url: this.#paths?.urlOf(file),
      lineNumber: ownLine(line, client),
      ...(column === undefined ? {} : { columnNumber: ownColumn(column, client) }),
      ...(condition === undefined ? {} : { condition }),
    };
    try {
      const { id, locations } = await isolate.breakpoints.set({ method: "Debugger.setBreakpointByUrl", params });
      this.#set.get(isolate)?.set(id, breakpoint);
      breakpoint.place ??= locations[0];
    } catch (error) {
      if (isOvertaken(error)) return;
      if (!(error instanceof InspectorError)) throw error;
      breakpoint.problem = error.reason;
    }
  }

  async #remove(isolate: Isolate, breakpoints: readonly SourceBreakpoint[]): Promise<void> {
    const set = this.#set.get(isolate);
    const ids = [...(set ?? [])].filter(([, breakpoint]) => breakpoints.includes(breakpoint)).map(([id]) => id);
    for (const id of ids) set?.delete(id);
    await isolate.breakpoints.remove(ids);
  }

  #fileOf(breakpoint: SourceBreakpoint): FilePath | undefined {
    return this.#paths?.fileOf(breakpoint.path);
  }

  #describe(breakpoint: SourceBreakpoint): DebugProtocol.Breakpoint {
    const { id, path, place, asked } = breakpoint;
    const client = this.#links.client();
    const source = { path };
    if (place === undefined) return { id, verified: false, source, line: asked.line, ...this.#notSet(breakpoint) };
    const line = clientLine(place.lineNumber, client);
    return { id, verified: true, source, line, column: clientColumn(place.columnNumber ?? 0, client) };
  }

  #notSet(breakpoint: SourceBreakpoint): Pick<DebugProtocol.Breakpoint, "reason" | "message"> {
    const { refusal, problem } = breakpoint;
    const outside =
      this.#paths !== undefined && this.#fileOf(breakpoint) === undefined
        ? `The file lies outside the project root "${this.#paths.root}"`
        : undefined;
    const message = refusal ?? outside ?? problem;
    return message === undefined
      ? { reason: "pending", message: "No isolate has loaded code here yet" }
      : { reason: "failed", message };
  }
}
