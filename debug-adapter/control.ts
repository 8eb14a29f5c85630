/**
 * Who runs and who stands: continue, step and pause, and what to do when V8 pauses an isolate.
 */
import type { CallFrame, Paused, RemoteObject } from "./cdp.ts";
import { type Breakpoints, type SourceBreakpoint } from "./breakpoints.ts";
import type { CallBreakpoint, CallBreakpoints } from "./call-breakpoints.ts";
import type { Code } from "./code.ts";
import type { ProjectPaths } from "./convert.ts";
import { conditionThrew } from "./announce.ts";
import { type Isolate, isModuleUrl, type Pause } from "./debuggee.ts";
import { type Exceptions, isException, isReplaced, readThrown, type Thrown } from "./exceptions.ts";
import { logText } from "./log-points.ts";
import { callOn } from "./properties.ts";
import type { StepInTarget } from "./references.ts";
import type { SkippedFiles } from "./skipped-files.ts";
import { type Place, placeOfFrame } from "./stack.ts";
import { Step, type StepKind } from "./stepping.ts";
import { isLongWait } from "./throttled.ts";
import { Turns } from "./turns.ts";

/** Why a thread stands. */
export interface Stop {
  readonly reason:
    | "entry"
    | "step"
    | "breakpoint"
    | "function breakpoint"
    | "data breakpoint"
    | "exception"
    | "pause"
    | "restart";
  readonly description?: string;
  readonly breakpoints: readonly { readonly id: number }[];
  readonly thrown?: { readonly thrown: Thrown; readonly filter: string };
  /** With an exception for which no frame of the module is there any more: where the refused call was made. */
  readonly places?: readonly Place[];
}

/** What the control needs and tells. */
export interface ControlLinks {
  readonly breakpoints: Breakpoints;
  readonly callBreakpoints: CallBreakpoints;
  readonly exceptions: Exceptions;
  readonly paths: ProjectPaths;
  readonly code: Code;
  readonly skipped: SkippedFiles;
  readonly stopped: (isolate: Isolate, stop: Stop) => void;
  readonly log: (text: string, place: Place) => void;
  /** Something that a person has set does not work. */
  readonly complain: (text: string, place?: Place) => void;
}

const PAUSE_AGAIN_MS = 20;
const THROWN_GROUP = "ambit-thrown";

interface State {
  stop: Stop | undefined;
  step: Step | undefined;
  /** Where the next pause comes from, while one is asked for. */
  pauseWanted: Stop | undefined;
  /** A function begins anew: the next pause is at its start. */
  restarting: boolean;
  entryBreakpoint: string | undefined;
  /** What was thrown at the last stop at an exception, as an object of the isolate. */
  lastThrown: string | undefined;
}

/** Runs and stops the isolates of one run. */
export class Control {
  readonly #links: ControlLinks;
  readonly #states = new Map<Isolate, State>();
  readonly #turns = new Turns();

  constructor(links: ControlLinks) {
    this.#links = links;
  }

  /** Prepares an isolate. The request has left when this returns. */
  async addIsolate(isolate: Isolate): Promise<void> {
    this.#links.code.addIsolate(isolate);
    const { patterns } = this.#links.skipped;
    if (patterns.length > 0) await isolate.blackbox(patterns);
  }

  /** Stops an isolate before the first statement of its module. The request has left when this returns. */
  async stopOnEntry(isolate: Isolate): Promise<void> {
    const url = this.#links.paths.urlOf(isolate.module);
    const { id } = await isolate.breakpoints.set({
      method: "Debugger.setBreakpointByUrl",
      params: { url, lineNumber: 0 },
    });
    this.#state(isolate).entryBreakpoint = id;
  }

  /** Why an isolate stands; undefined while it runs. */
  stopOf(isolate: Isolate): Stop | undefined {
    return this.#states.get(isolate)?.stop;
  }

  /** Forgets an isolate. */
  removeIsolate(isolate: Isolate): void {
    this.#states.delete(isolate);
  }

  /** Lets an isolate run on. */
  async continue(isolate: Isolate): Promise<void> {
    await this.#leaveStop(isolate, async () => {
      await isolate.breakpoints.release(() => isolate.inspector.request("Debugger.resume"));
    });
  }

  /** Takes one step; with a call of the statement, into that one. */
  async step(isolate: Isolate, kind: StepKind, target?: StepInTarget): Promise<void> {
    await this.#leaveStop(isolate, async (state) => {
      const { pause } = isolate;
      if (pause === undefined) return;
      if (await endsTurn(pause)) return await this.#stepIntoNext(isolate, state);
      state.step = await Step.prepare(isolate, pause, { ...this.#links, kind, target });
      await state.step.start();
    });
  }

  /** From the end of what nobody awaits to what the module does next, in this turn or a later one. */
  async #stepIntoNext(isolate: Isolate, state: State): Promise<void> {
    state.pauseWanted = { reason: "step", breakpoints: [] };
    await isolate.breakpoints.setForStep([]);
    await Promise.all([isolate.blackbox(this.#links.skipped.withPrelude), this.#turns.watch(isolate)]);
    await isolate.inspector.request("Debugger.stepInto");
  }

  /** Goes back to the start of a frame's function; what the function has changed stays changed. */
  async restartFrame(isolate: Isolate, callFrameId: string): Promise<void> {
    await this.#leaveStop(isolate, async (state) => {
      await isolate.breakpoints.setForStep([]);
      state.restarting = true;
      await isolate.inspector.request("Debugger.restartFrame", { callFrameId, mode: "StepInto" });
    });
  }

  /** Lets an isolate leave its stop in some way; where that fails, it stands there as before. */
  async #leaveStop(isolate: Isolate, go: (state: State) => Promise<unknown>): Promise<void> {
    const state = this.#state(isolate);
    const { pause } = isolate;
    const { stop } = state;
    state.stop = undefined;
    try {
      // What was set before it goes on is in force when it does.
      await this.#links.breakpoints.settled();
      await go(state);
    } catch (error) {
      if (isolate.pause === pause)
        Object.assign(state, { stop, step: undefined, restarting: false, pauseWanted: undefined });
      throw error;
    }
  }

  /** Stops an isolate wherever it is, also in a loop without calls. */
  async pause(isolate: Isolate, stop: Stop = { reason: "pause", breakpoints: [] }): Promise<void> {
    const state = this.#state(isolate);
    const { pauseWanted } = state;
    if (state.stop !== undefined || (pauseWanted !== undefined && pauseWanted.reason !== "step")) return;
    state.pauseWanted = stop;
    await this.#endStep(state);
    await isolate.breakpoints.setForStep([]);
    await isolate.inspector.request("Debugger.pause");
    if (pauseWanted === undefined) await this.#turns.watch(isolate);
    // It has stopped for something else meanwhile.
    if (state.pauseWanted !== stop) return await this.#turns.leave(isolate);
    // V8 takes no notice while the isolate stands at what is none of the client's business, or has not quite gone on.
    const timer = setInterval(() => {
      if (state.pauseWanted === undefined || this.#states.get(isolate) !== state) clearInterval(timer);
      else if (isolate.pause === undefined)
        void isolate.inspector.request("Debugger.pause").catch(() => clearInterval(timer));
    }, PAUSE_AGAIN_MS);
  }

  /** V8 has paused an isolate: stops it for the client, or lets it go on. */
  async paused(isolate: Isolate, told: Paused): Promise<void> {
    const state = this.#state(isolate);
    const { ids, threw } = await isolate.breakpoints.hit(told);
    this.#tellThrown(isolate, told, threw);
    const paused = { ...told, hitBreakpoints: ids };
    const isInterrupted = isolate.breakpoints.takeInterrupt() && state.step !== undefined;
    const atBreakpoint = isInterrupted || told.hitBreakpoints?.[0] !== undefined;
    const stop = await this.#stopFor(isolate, paused, { state, atBreakpoint });
    if (this.#states.get(isolate) !== state) return;
    if (stop === undefined) return await this.#goOn(isolate, paused, { state, atBreakpoint });
    await this.#endStep(state);
    if (state.pauseWanted !== undefined) await this.#endPause(isolate);
    state.pauseWanted = undefined;
    state.stop = stop;
    this.#links.stopped(isolate, stop);
    // The client is about to ask for the stack; what is wrong with it is told then.
    isolate.pause?.awaiting().catch(() => {});
  }

  /** The state of an isolate, made when it is first asked for. */
  #state(isolate: Isolate): State {
    const known = this.#states.get(isolate);
    if (known !== undefined) return known;
    const fresh: State = {
      stop: undefined,
      step: undefined,
      pauseWanted: undefined,
      restarting: false,
      entryBreakpoint: undefined,
      lastThrown: undefined,
    };
    this.#states.set(isolate, fresh);
    return fresh;
  }

  /** @param atBreakpoint V8 has stopped for a breakpoint, of which perhaps none is met. */
  async #stopFor(
    isolate: Isolate,
    paused: Paused,
    { state, atBreakpoint }: { readonly state: State; readonly atBreakpoint: boolean },
  ): Promise<Stop | undefined> {
    if (isException(paused)) return await this.#stopForException(isolate, paused, state);
    const [top] = paused.callFrames;
    if (top !== undefined && isLongWait(top)) return await this.#stopForLongWait(isolate, top);
    const hit = paused.hitBreakpoints ?? [];
    if (state.restarting) {
      state.restarting = false;
      return { reason: "restart", breakpoints: [] };
    }
    if (state.entryBreakpoint !== undefined && hit.includes(state.entryBreakpoint)) {
      await isolate.breakpoints.remove([state.entryBreakpoint]);
      state.entryBreakpoint = undefined;
      return { reason: "entry", breakpoints: [] };
    }
    const calls = await this.#links.callBreakpoints.hit(isolate, top, hit);
    if (calls[0] !== undefined) return await stopAtCall(isolate, calls);
    const breakpoints = await this.#stopping(isolate, paused, this.#links.breakpoints.hit(isolate, hit));
    if (breakpoints.length > 0) return { reason: "breakpoint", breakpoints };
    if (state.step !== undefined) {
      return (await state.step.arrived(paused, { breakpoint: atBreakpoint }))
        ? { reason: "step", breakpoints }
        : undefined;
    }
    // What the host does for the module shows nothing of it.
    if (atBreakpoint || top === undefined || !isModuleUrl(top.url)) return undefined;
    if (state.pauseWanted !== undefined) return state.pauseWanted;
    return { reason: "breakpoint", description: "Paused on a debugger statement", breakpoints };
  }

  async #stopForException(isolate: Isolate, paused: Paused, state: State): Promise<Stop | undefined> {
    if (paused.data === undefined) return undefined;
    const thrown = await readThrown(isolate, paused.data);
    if (isReplaced(thrown)) return undefined;
    const { pause } = isolate;
    if (pause === undefined) return undefined;
    // The host refuses long after the call: then no frame of the module is there, and the error's own places are the stack.
    const refused = pause.frames.length === 0;
    const url = paused.callFrames[0]?.url ?? "";
    const inHost = !isModuleUrl(url);
    // What a listener has thrown, and the host passes on, was told already.
    if (inHost && (await isSame(isolate, paused.data, state.lastThrown))) return undefined;
    const inSkipped = this.#links.skipped.has(url);
    const filter = await this.#links.exceptions.filterFor(
      isolate,
      { thrown, inSkipped },
      {
        isCaught: async () => {
          const places = refused ? thrown.places : [...pause.frames.map(placeOfFrame), ...(await pause.awaiting())];
          const { code } = this.#links;
          if (paused.data?.uncaught === false && !(await pause.isAwaitedByHost())) return true;
          // What the host answers on the spot is thrown below the module's frames, and rejects all the same.
          const rejects = refused || (inHost && (await code.givesPromise(isolate, places[0])));
          return await code.isCaught(isolate, places, { rejects });
        },
        conditionThrew: this.#conditionThrew,
      },
    );
    if (filter === undefined) return undefined;
    state.lastThrown = await keepThrown(isolate, paused.data);
    const stop = {
      reason: "exception",
      breakpoints: [],
      thrown: { thrown, filter },
      description: `${thrown.name}: ${thrown.message}`,
    } as const;
    return refused ? { ...stop, places: thrown.places } : stop;
  }

  async #stopForLongWait(isolate: Isolate, frame: CallFrame): Promise<Stop | undefined> {
    const thrown = await this.#links.exceptions.throttledAt(isolate, frame, this.#conditionThrew);
    if (thrown === undefined) return undefined;
    const told = { thrown, filter: "throttled" };
    return { reason: "exception", breakpoints: [], thrown: told, description: "Throttled", places: thrown.places };
  }

  readonly #conditionThrew = (condition: string, error: string): void =>
    this.#links.complain(conditionThrew(condition, error));

  /** Of the breakpoints that were hit, those that stop: the others count or log. */
  async #stopping(
    isolate: Isolate,
    { callFrames }: Paused,
    hit: readonly SourceBreakpoint[],
  ): Promise<SourceBreakpoint[]> {
    const stopping: SourceBreakpoint[] = [];
    const frame = callFrames[0];
    for (const breakpoint of hit) {
      breakpoint.hits += 1;
      if (breakpoint.hitCondition?.(breakpoint.hits) === false || frame === undefined) continue;
      if (breakpoint.logMessage === undefined) stopping.push(breakpoint);
      else this.#links.log(await logText(isolate, frame, breakpoint.logMessage), placeOfFrame(frame));
    }
    return stopping;
  }

  /** A condition that throws holds nothing up: the person who wrote it is told. */
  #tellThrown(isolate: Isolate, { callFrames: [frame] }: Paused, threw: ReadonlyMap<string, string>): void {
    for (const [id, error] of threw) {
      const [breakpoint] = this.#links.breakpoints.hit(isolate, [id]);
      if (breakpoint === undefined || frame === undefined) continue;
      this.#links.complain(conditionThrew(breakpoint.asked.condition ?? "", error), placeOfFrame(frame));
    }
  }

  async #goOn(
    isolate: Isolate,
    paused: Paused,
    { state, atBreakpoint }: { readonly state: State; readonly atBreakpoint: boolean },
  ): Promise<void> {
    if (isolate.pause === undefined) return;
    if (state.step !== undefined) return await state.step.goOn(paused, { breakpoint: atBreakpoint });
    if (state.pauseWanted === undefined) return void (await isolate.inspector.request("Debugger.resume"));
    const begins = await this.#turns.begins(isolate, paused.hitBreakpoints ?? []);
    // From where a turn begins into the module, past the host's own code; from that code back to the module that has called it.
    if (begins) await isolate.blackbox(this.#links.skipped.withPrelude);
    const isCalled = paused.callFrames.some(({ url }) => isModuleUrl(url));
    await isolate.inspector.request(begins ? "Debugger.stepInto" : isCalled ? "Debugger.stepOut" : "Debugger.resume");
  }

  async #endPause(isolate: Isolate): Promise<void> {
    await Promise.all([isolate.blackbox(this.#links.skipped.patterns), this.#turns.leave(isolate)]);
  }

  async #endStep(state: State): Promise<void> {
    const { step } = state;
    state.step = undefined;
    await step?.end();
  }
}

/** Whether a function ends here that nobody in the module has called or awaits. */
async function endsTurn({ frames: [top, ...callers], awaiting }: Pause): Promise<boolean> {
  return top?.returnValue !== undefined && callers.length === 0 && (await awaiting()).length === 0;
}

/** Keeps what was thrown, instead of what was kept before. */
async function keepThrown(isolate: Isolate, { objectId }: RemoteObject): Promise<string | undefined> {
  await isolate.inspector.request("Runtime.releaseObjectGroup", { objectGroup: THROWN_GROUP });
  if (objectId === undefined) return undefined;
  const keep = {
    declaration: "function () { return this; }",
    args: [],
    generatePreview: false,
    objectGroup: THROWN_GROUP,
  };
  return (await callOn(isolate, objectId, keep)).result.objectId;
}

async function isSame(isolate: Isolate, { objectId }: RemoteObject, kept: string | undefined): Promise<boolean> {
  if (objectId === undefined || kept === undefined) return false;
  const compare = { declaration: "function (kept) { return this === kept; }", args: [{ objectId: kept }] };
  return (await callOn(isolate, objectId, compare)).result.value === true;
}

/** A stop at a call of the host; where the caller's frames are gone, its awaiting callers are the stack. */
async function stopAtCall({ pause }: Isolate, calls: readonly CallBreakpoint[]): Promise<Stop> {
  const stop = { reason: calls[0]?.type ?? "breakpoint", breakpoints: calls } as const;
  return pause === undefined || pause.frames.length > 0 ? stop : { ...stop, places: await pause.awaiting() };
}
