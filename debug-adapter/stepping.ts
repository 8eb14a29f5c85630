/**
 * One step of one isolate, from the request to the pause that ends it.
 *
 * V8 steps within one turn of the isolate. When a function awaits the host, its continuation runs in a later turn, and
 * V8 has forgotten the step: it would run on silently. So where a function that can wait could go on behind its statement,
 * a breakpoint stands for the time of the step, and so in the callers that await it. A call of the same function
 * within the step can meet these too: its stack is deeper, and it is passed by.
 *
 * A step into one call of a statement goes into each call that is made, and out again of those that are not meant.
 *
 * A breakpoint on the way that only logs or counts, or whose condition is not met, ends V8's own step. Then it is carried on from there:
 * out of what was called, past the host's own code, and over the rest of the statement.
 */
import type { CallFrame, Paused, ScriptLocation } from "./cdp.ts";
import type { Code, TextRange } from "./code.ts";
import { type Isolate, isModuleUrl, type Pause } from "./debuggee.ts";
import type { StepInTarget } from "./references.ts";
import type { SkippedFiles } from "./skipped-files.ts";
import { type Place, placeOfFrame } from "./stack.ts";

/** Over a call, into it, or out of the function. */
export type StepKind = "over" | "into" | "out";

const METHODS = { over: "Debugger.stepOver", into: "Debugger.stepInto", out: "Debugger.stepOut" } as const;

/** How a step goes. */
export interface StepOptions {
  readonly kind: StepKind;
  /** The call to go into. */
  readonly target: StepInTarget | undefined;
  readonly code: Code;
  /** Files that it passes by. */
  readonly skipped: SkippedFiles;
}

/** A part of a file. */
type Part = TextRange & Pick<Place, "url">;

/** A step. */
export class Step {
  readonly #isolate: Isolate;
  readonly #kind: StepKind;
  readonly #code: Code;
  readonly #skipped: SkippedFiles;
  /** Frames and awaiting callers at the start: a stop in a deeper stack is not where an "over" goes. */
  readonly #depth: number;
  /** Where code can go on in a later turn, each place once. */
  readonly #continuations: readonly ScriptLocation[];
  /** The function ends in a later turn. */
  readonly #waits: boolean;
  /** Its caller goes on in a later turn. */
  readonly #isAwaited: boolean;
  readonly #target: StepInTarget | undefined;
  /** The frames at the start and the callers that await them, the innermost first. */
  readonly #stack: readonly Place[];
  /** Of promises that are awaited together, those that the step is known to have begun in. */
  readonly #branches: readonly string[];
  /** V8's own step has ended before it arrived. */
  #isCarried = false;

  private constructor(
    isolate: Isolate,
    { kind, target, code, skipped }: StepOptions,
    start: {
      readonly depth: number;
      readonly stack: readonly Place[];
      readonly branches: readonly string[];
      readonly continuations: readonly ScriptLocation[];
      readonly waits: boolean;
      readonly isAwaited: boolean;
    },
  ) {
    this.#isolate = isolate;
    this.#kind = kind;
    this.#target = target;
    this.#code = code;
    this.#skipped = skipped;
    this.#stack = start.stack;
    this.#branches = start.branches;
    this.#depth = start.depth;
    this.#continuations = start.continuations;
    this.#waits = start.waits;
    this.#isAwaited = start.isAwaited;
  }

  /** Makes a step from where an isolate stands. */
  static async prepare(isolate: Isolate, pause: Pause, options: StepOptions): Promise<Step> {
    const { kind, code, skipped } = options;
    const [top, ...rest] = pause.frames.map(placeOfFrame);
    const callers = [...rest, ...(await pause.awaiting())];
    const rangesOf = async (place: Place): Promise<readonly Part[] | undefined> =>
      (await code.continuationsAt(isolate, place))?.map((range) => ({ ...range, url: place.url }));
    const outer = distinct(
      callers.filter(({ url }) => !skipped.has(url)),
      keyOfPlace,
    );
    const [own, caller, ...others] = await Promise.all([top && rangesOf(top), ...outer.map(rangesOf)]);
    const parts = [kind === "out" ? undefined : own, caller, ...others].flatMap((each) => each ?? []);
    const stops = await Promise.all(parts.map((part) => firstStopIn(isolate, part)));
    const continuations = distinct(
      stops.flatMap((stop) => stop ?? []),
      keyOfLocation,
    );
    const stack = top === undefined ? callers : [top, ...callers];
    const waits = own !== undefined;
    const isAwaited = caller !== undefined;
    const [depth, branches] = [1 + callers.length, await branchesOf(isolate, pause, code)];
    return new Step(isolate, options, { depth, stack, branches, continuations, waits, isAwaited });
  }

  /** Lets the isolate run. */
  async start(): Promise<void> {
    await this.#isolate.breakpoints.setForStep(this.#continuations);
    const leavesLater = this.#kind === "out" && this.#waits && this.#isAwaited && this.#continuations.length > 0;
    await this.#isolate.inspector.request(leavesLater ? "Debugger.resume" : METHODS[this.#kind]);
  }

  /**
   * Whether this pause is where the step was to go.
   *
   * @param at.breakpoint V8 has stopped for a breakpoint, of which perhaps none is met.
   */
  async arrived(
    { callFrames, hitBreakpoints = [], reason }: Paused,
    at: { readonly breakpoint: boolean },
  ): Promise<boolean> {
    const { pause } = this.#isolate;
    if (pause === undefined || !this.#canStopIn(callFrames[0])) return false;
    const isOwn = this.#target === undefined && (this.#kind === "into" || !(at.breakpoint || this.#isCarried));
    if (isOwn) return this.#kind !== "over" || reason !== "step" || !(await this.#isCalled(pause));
    const depth = await depthOf(pause);
    if (this.#target !== undefined) return !isBefore(this.#target, pause, depth - this.#depth);
    const isOurs = hitBreakpoints.some((id) => this.#isolate.breakpoints.isOfStep(id));
    if (!isOurs && !this.#isInStack(pause)) return false;
    if (await this.#isInOtherBranch(pause)) return false;
    if (this.#kind === "out") return depth < this.#depth;
    return depth < this.#depth || (depth === this.#depth && (isOurs || !(await this.#isInStatement(pause))));
  }

  /** Runs on after a pause that was not the end of the step. */
  async goOn({ callFrames }: Paused, at: { readonly breakpoint: boolean }): Promise<void> {
    const { inspector, pause } = this.#isolate;
    const inHost = callFrames[0] !== undefined && !this.#canStopIn(callFrames[0]);
    if (inHost || pause === undefined) {
      const hasModuleBelow = callFrames.some((frame) => this.#canStopIn(frame));
      if (at.breakpoint && hasModuleBelow) await this.#carry();
      return void (await inspector.request(hasModuleBelow ? METHODS.out : "Debugger.resume"));
    }
    const depth = await depthOf(pause);
    if (this.#target !== undefined)
      return void (await inspector.request(depth > this.#depth ? METHODS.out : METHODS.into));
    const method = (await this.#isInOtherBranch(pause)) ? undefined : this.#methodFrom(pause, depth);
    if (method !== undefined) await this.#carry();
    await inspector.request(method ?? "Debugger.resume");
  }

  /** How it goes on from a breakpoint that does not stop; undefined behind the turn that V8 knew the step in. */
  #methodFrom(pause: Pause, depth: number): string | undefined {
    if (depth > this.#depth) return pause.frames.length > 1 ? METHODS.out : undefined;
    if (depth < this.#depth || !this.#isInStack(pause)) return undefined;
    if (this.#kind === "out") return this.#waits ? undefined : METHODS.out;
    return METHODS.over;
  }

  /** A step out ends in the module then, not in the host's own code on the way. */
  async #carry(): Promise<void> {
    if (this.#isCarried) return;
    this.#isCarried = true;
    await this.#isolate.blackbox(this.#skipped.withPrelude);
  }

  /** Whether the innermost function is one of those where the step began. */
  #isInStack({ frames: [top] }: Pause): boolean {
    const here = top && placeOfFrame(top);
    return this.#stack.some(({ functionName, url }) => functionName === here?.functionName && url === here.url);
  }

  /** Whether the function where the step began waits for the innermost one. Behind an `await` V8 goes into getters, disposers and handlers. */
  async #isCalled(pause: Pause): Promise<boolean> {
    if (this.#isInStack(pause)) return false;
    const [begun] = this.#stack;
    const callers = [...pause.frames.slice(1), ...(await pause.awaiting())];
    return callers.some(({ functionName, url }) => functionName === begun?.functionName && url === begun.url);
  }

  /** Whether it stands in a call that settles another of the promises that are awaited together. */
  async #isInOtherBranch(pause: Pause): Promise<boolean> {
    const here = await pause.branches();
    const known = Math.min(here.length, this.#branches.length);
    return known > 0 && here.slice(-known).join() !== this.#branches.slice(-known).join();
  }

  /** Whether an isolate stands in the statement in which the step began. */
  async #isInStatement({ frames: [top] }: Pause): Promise<boolean> {
    const [begun] = this.#stack;
    if (top === undefined || begun === undefined || begun.url !== top.url) return false;
    const [one, other] = await Promise.all(
      [begun, placeOfFrame(top)].map((place) => this.#code.statementAt(this.#isolate, place)),
    );
    return one !== undefined && one.start.line === other?.start.line && one.start.column === other.start.column;
  }

  #canStopIn(frame: CallFrame | undefined): boolean {
    return frame !== undefined && isModuleUrl(frame.url) && !this.#skipped.has(frame.url);
  }

  /** Takes back what it has changed. Its breakpoints stay: while the isolate stands they do nothing, and the next step may need them. */
  async end(): Promise<void> {
    if (this.#isCarried) await this.#isolate.blackbox(this.#skipped.patterns);
    this.#isCarried = false;
  }
}

/** Also those of functions before their first await, as far as they are known from the text of their callers. */
async function branchesOf(isolate: Isolate, pause: Pause, code: Code): Promise<readonly string[]> {
  const branches = [...(await pause.branches())];
  for (const frame of pause.frames.slice(1).toReversed()) {
    const branch = await code.branchAt(isolate, placeOfFrame(frame));
    if (branch === undefined) break;
    if (branch !== "") branches.unshift(branch);
  }
  return branches;
}

/** The first stop in a part of a file, before its function returns. */
async function firstStopIn(isolate: Isolate, { url, start, end }: Part): Promise<ScriptLocation | undefined> {
  const scriptId = isolate.script(url)?.scriptId;
  if (scriptId === undefined) return undefined;
  const at = ({ line, column }: TextRange["start"]): ScriptLocation => ({
    scriptId,
    lineNumber: line,
    columnNumber: column,
  });
  return await isolate.firstStopBetween(at(start), at(end));
}

/** Each place once. */
function distinct<T>(places: readonly T[], keyOf: (place: T) => string): readonly T[] {
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

function keyOfPlace({ url, lineNumber, columnNumber }: Place): string {
  return `${url}:${lineNumber}:${columnNumber}`;
}

function keyOfLocation({ scriptId, lineNumber, columnNumber }: ScriptLocation): string {
  return `${scriptId}:${lineNumber}:${columnNumber}`;
}

async function depthOf(pause: Pause): Promise<number> {
  return pause.frames.length + (await pause.awaiting()).length;
}

/** Whether the call that is meant is still to come: another one was entered, or the statement goes on. */
function isBefore({ location, statement }: StepInTarget, { frames }: Pause, deeper: number): boolean {
  const [top, caller] = frames;
  if (deeper > 0) return deeper > 1 || caller === undefined || compare(caller.location, location) !== 0;
  return (
    deeper === 0 &&
    top?.location.scriptId === location.scriptId &&
    compare(top.location, statement.start) >= 0 &&
    compare(top.location, statement.end) < 0
  );
}

function compare(one: ScriptLocation, other: ScriptLocation): number {
  return one.lineNumber - other.lineNumber || (one.columnNumber ?? 0) - (other.columnNumber ?? 0);
}
