/**
 * The breakpoints of one isolate, as V8 has them: set, taken away, and which of them was hit.
 *
 * V8 numbers breakpoints for each thread, and begins anew when a thread enters the isolate, which happens at every turn. So
 * several have the same number: V8 names the wrong one as hit, and takes the wrong one away. Therefore what is hit is
 * known here by its place. And to take some away, all are taken away, of which V8 then keeps none, and the rest is set again.
 *
 * A function that loses its last breakpoint gets other bytecode. Where V8 stands in it before what calls nothing, such as `let a = 0`, it goes on in the old
 * one, past steps and breakpoints that are set behind it. So while an isolate stands or steps, its function keeps one that is never hit, an anchor.
 * Each that is taken away can take an anchor instead, by its number: so there is one more of them meanwhile.
 *
 * A function in which breakpoints change loses V8's own step. So where that may be, the isolate is stopped, for the step to be carried on from there.
 *
 * V8 has one breakpoint at a place. Where several are wanted, it has one that stops for any of them.
 */
import type { CallFrame, Paused, ScriptLocation } from "./cdp.ts";
import type { InspectorClient } from "./inspector-client.ts";
import { namesPrivate } from "./syntax-error.ts";

/** One of V8's two ways to set a breakpoint, and what it is told. */
export interface BreakpointRequest {
  readonly method: "Debugger.setBreakpoint" | "Debugger.setBreakpointByUrl";
  readonly params: { readonly [name: string]: unknown; readonly condition?: string };
}

/** A breakpoint that is set. */
export interface SetBreakpoint {
  readonly id: string;
  /** Where it is, as far as scripts are loaded. */
  readonly locations: readonly ScriptLocation[];
}

/** What V8 has one breakpoint for. */
interface Place extends BreakpointRequest {
  /** By the ids of the breakpoints. */
  readonly conditions: Map<string, string | undefined>;
  /** V8's name of it, when it is set. */
  name: string | undefined;
  /** Why V8 does not set it. */
  refusal: unknown;
  locations: readonly ScriptLocation[];
}

/** Where what a condition has thrown is kept until it is told. */
const THROWN = 'globalThis[Symbol.for("ambit:thrown")]';
const TAKE_THROWN = `(() => { const thrown = ${THROWN}; delete ${THROWN}; return thrown === undefined ? "" : String(thrown.error); })()`;

/** Those that are hit where an isolate stands, and those whose condition has thrown, with what. */
export interface Hit {
  readonly ids: readonly string[];
  readonly threw: ReadonlyMap<string, string>;
}

interface Answer {
  readonly breakpointId: string;
  readonly actualLocation?: ScriptLocation;
  readonly locations?: readonly ScriptLocation[];
}

/** One that is about to be set. */
interface Added {
  readonly id: string;
  readonly key: string;
  readonly place: Place;
  /** V8 may have a breakpoint there. */
  readonly isKnown: boolean;
}

/** One that is never hit, so that its function has breakpoints. */
interface Anchor {
  readonly name: string;
  readonly set: Promise<unknown>;
}

/** A time that all are set again. */
interface Reset {
  /** Resolves when its requests have left. */
  readonly left: Promise<void>;
  readonly answered: Promise<void>;
}

/** All of one isolate. */
export class IsolateBreakpoints {
  readonly #inspector: InspectorClient;
  readonly #stands: () => CallFrame | undefined;
  readonly #places = new Map<string, Place>();
  readonly #setting = new Set<Promise<void>>();
  #ofStep: readonly string[] = [];
  /** Those whose conditions have thrown. */
  readonly #muted = new Set<string>();
  #lastId = 0;
  #lastAnchor = 0;
  /** Where the isolate stood when its step began, as long as that goes on. */
  #stepsFrom: CallFrame | undefined;
  #isInterrupted = false;
  /** The anchor that stays while the isolate stands or steps, and where that is. */
  #keeper: (Anchor & { readonly top: CallFrame }) | undefined;
  /** Resolves at the end of the last time that all are set again. */
  #resetting: Promise<void> = Promise.resolve();
  /** The one that has not begun. */
  #nextReset: Reset | undefined;
  /** Those that have not ended. */
  #resets = 0;

  /** @param stands The frame in which the isolate stands. */
  constructor(inspector: InspectorClient, stands: () => CallFrame | undefined) {
    this.#inspector = inspector;
    this.#stands = stands;
  }

  /**
   * Sets one. The request has left when this returns, unless all are being set again.
   *
   * @throws {InspectorError} when there is no code at the place.
   */
  async set(request: BreakpointRequest): Promise<SetBreakpoint> {
    const { id, key, place, isKnown } = this.#add(request);
    if (isKnown || this.#resets > 0) await this.#reset().answered;
    else {
      const set = this.#setFirst(key, place);
      this.#interrupt();
      await set;
    }
    if (place.refusal !== undefined) throw place.refusal;
    return { id, locations: place.locations };
  }

  /** Takes some away. @throws {InspectorError} when the isolate has ended. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    this.#drop(ids);
    await this.#reset().answered;
  }

  /**
   * Sets those of a step, each at another place, instead of those of the step before: one that is wanted again stays. What V8 refuses is not
   * set.
   *
   * @returns Resolves when the requests have left: they are in force for what is asked next.
   */
  async setForStep(places: readonly ScriptLocation[]): Promise<void> {
    this.#stepsFrom = this.#stands();
    const obsolete = new Set(this.#ofStep);
    const added: Added[] = [];
    this.#ofStep = places.map((location) => {
      const request: BreakpointRequest = { method: "Debugger.setBreakpoint", params: { location } };
      const there = this.#places.get(keyOf(request))?.conditions.keys() ?? [];
      const kept = [...there].find((id) => obsolete.delete(id));
      if (kept !== undefined) return kept;
      const fresh = this.#add(request);
      added.push(fresh);
      return fresh.id;
    });
    this.#drop([...obsolete]);
    if (obsolete.size > 0 || (added.length > 0 && this.#resets > 0) || added.some(({ isKnown }) => isKnown))
      await this.#reset().left;
    else for (const { key, place } of added) void this.#setFirst(key, place);
  }

  /** Takes away those of the step, and lets the isolate run on in some way. */
  async release(run: () => Promise<unknown>): Promise<void> {
    await this.setForStep([]);
    if (this.#keeper !== undefined && this.#keeper.top !== this.#stands()) await this.#reset().left;
    const keeper = this.#keeper;
    this.#keeper = undefined;
    this.#stepsFrom = undefined;
    const running = run();
    // In a loop it would cost time for nothing. The isolate may end meanwhile.
    if (keeper !== undefined) this.#take(keeper.name).catch(() => {});
    await running;
  }

  /** Whether one is of the step. */
  isOfStep(id: string): boolean {
    return this.#ofStep.includes(id);
  }

  /** Takes V8's word where one is; gives the ids of those that are there. */
  resolved(name: string, location: ScriptLocation): readonly string[] {
    const place = [...this.#places.values()].find((each) => each.name === name);
    if (place === undefined) return [];
    place.locations = [...place.locations, location];
    return [...place.conditions.keys()];
  }

  /** Those that are hit where the isolate stands. A condition that throws is not met, and is told once. */
  async hit({ hitBreakpoints: told = [], callFrames: [top] }: Paused): Promise<Hit> {
    if (told.length === 0 || top === undefined) return { ids: [], threw: new Map() };
    // Where they are was answered before.
    await Promise.all([...this.#setting, this.#resetting]);
    const all = [...this.#places.values()];
    const here = all.filter(({ locations }) => locations.some((each) => isSame(each, top.location)));
    const places = here.length > 0 ? here : all.filter(({ name = "" }) => told.includes(name));
    const candidates = places.flatMap(({ conditions }) => [...conditions]);
    // Those that are set otherwise are ours, and do not throw.
    const mayThrow = places.some(({ method }) => method === "Debugger.setBreakpointByUrl");
    const hasCondition = candidates.some(([, condition]) => !isAlways(condition));
    const thrown = mayThrow && hasCondition ? await this.#inspector.valueInFrame(top, TAKE_THROWN) : undefined;
    if (candidates.length === 1 && !isText(thrown)) return { ids: candidates.map(([id]) => id), threw: new Map() };
    const values = await Promise.all(candidates.map(([, condition]) => this.#conditionValue(condition, top)));
    const ids = candidates.filter((_, index) => values[index] === true).map(([id]) => id);
    const fresh = candidates.flatMap(([id], at) => (isText(values[at]) ? [[id, values[at]] as const] : []));
    const threw = new Map(fresh.filter(([id]) => !this.#muted.has(id)));
    // From now on it is passed by without a stop.
    if (threw.size > 0) {
      for (const id of threw.keys()) this.#muted.add(id);
      await this.#reset().answered;
    }
    return { ids, threw };
  }

  /** Whether the isolate was stopped because breakpoints have changed, since this was asked last. */
  takeInterrupt(): boolean {
    const isInterrupted = this.#isInterrupted;
    this.#isInterrupted = false;
    return isInterrupted;
  }

  /** Stops an isolate that steps. It may end meanwhile. */
  #interrupt(): void {
    if (this.#stepsFrom === undefined || this.#stands() !== undefined) return;
    this.#isInterrupted = true;
    this.#inspector.request("Debugger.pause").catch(() => {});
  }

  #add(request: BreakpointRequest): Added {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const { method, params } = request;
    const { condition, ...at } = params;
    const key = keyOf(request);
    const known = this.#places.get(key);
    const fresh = { method, params: at, conditions: new Map(), name: undefined, refusal: undefined, locations: [] };
    const place: Place = known ?? fresh;
    place.conditions.set(id, condition);
    this.#places.set(key, place);
    return { id, key, place, isKnown: known !== undefined };
  }

  #drop(ids: readonly string[]): void {
    for (const { conditions } of this.#places.values()) for (const id of ids) conditions.delete(id);
  }

  async #setFirst(key: string, place: Place): Promise<void> {
    const setting = this.#trySet(key, place);
    this.#setting.add(setting);
    await setting;
    this.#setting.delete(setting);
  }

  /** Sets one, or keeps why that cannot be, which is no matter of the others. */
  async #trySet(key: string, place: Place): Promise<void> {
    try {
      await this.#request(place);
    } catch (error) {
      place.refusal = error;
      this.#places.delete(key);
    }
  }

  async #request(place: Place): Promise<void> {
    const condition = anyOf(place.conditions, this.#muted);
    const params = condition === undefined ? place.params : { ...place.params, condition };
    const { breakpointId, ...answer } = await this.#inspector.request<Answer>(place.method, params);
    place.name = breakpointId;
    place.locations = locationsOf(answer);
  }

  /** Sets all again, also what was changed before this begins. */
  #reset(): Reset {
    this.#nextReset ??= this.#newReset();
    return this.#nextReset;
  }

  #newReset(): Reset {
    const left = Promise.withResolvers<void>();
    this.#resets += 1;
    const answered = this.#resetting.then(async () => {
      await Promise.all(this.#setting);
      this.#nextReset = undefined;
      const anew = this.#setAnew();
      left.resolve();
      try {
        await anew;
      } finally {
        this.#resets -= 1;
      }
    });
    this.#resetting = answered.catch(() => {});
    return { left: left.promise, answered };
  }

  async #setAnew(): Promise<void> {
    const names = [...this.#places.values()].flatMap(({ name }) => name ?? []);
    for (const [key, { conditions }] of this.#places) if (conditions.size === 0) this.#places.delete(key);
    if (this.#keeper !== undefined) names.push(this.#keeper.name);
    this.#keeper = undefined;
    const top = names.length === 0 ? undefined : (this.#stands() ?? this.#stepsFrom);
    const anchors = top === undefined ? [] : [...names, ""].map(() => this.#anchor(top));
    const asked = names.map((name) => this.#take(name));
    asked.push(...[...this.#places].map(([key, place]) => this.#trySet(key, place)));
    if (top !== undefined) this.#keeper = { ...this.#anchor(top), top };
    asked.push(...anchors.map(({ name }) => this.#take(name)));
    this.#interrupt();
    await Promise.all([...asked, ...anchors.map(({ set }) => set), this.#keeper?.set]);
  }

  /** Sets one that is never hit where the isolate stands, beside those that are there. The request has left when this returns. */
  #anchor({ url, location: { lineNumber, columnNumber = 0 } }: CallFrame): Anchor {
    this.#lastAnchor += 1;
    const urlRegex = `^${inRegex(url)}$|^${this.#lastAnchor}$`;
    const params = { urlRegex, lineNumber, columnNumber, condition: "false" };
    const set = this.#inspector.request("Debugger.setBreakpointByUrl", params);
    return { name: `2:${lineNumber}:${columnNumber}:${urlRegex}`, set };
  }

  async #take(breakpointId: string): Promise<void> {
    await this.#inspector.request("Debugger.removeBreakpoint", { breakpointId });
  }

  /** Whether a condition is met, or as a text what it throws. */
  async #conditionValue(condition: string | undefined, frame: CallFrame): Promise<unknown> {
    return isAlways(condition) || (await this.#inspector.valueInFrame(frame, conditionValue(condition)));
  }
}

/** What tells a place from others. Without a column it is the first one. */
function keyOf({ method, params: { condition: _condition, ...at } }: BreakpointRequest): string {
  return JSON.stringify([method, { columnNumber: 0, ...at }]);
}

function isAlways(condition: string | undefined): condition is undefined | "" {
  return condition === undefined || condition === "";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** An expression for whether a condition is met, or as a text what it throws. */
export function conditionValue(condition: string): string {
  if (namesPrivate(condition)) return `!!(${condition}\n)`;
  return `try { !!(${condition}\n) } catch (thrown) { String(thrown) || "an error" }`;
}

/** A condition that is met when one of these is, or throws: then that is kept, unless it is known. */
function anyOf(conditions: Place["conditions"], muted: ReadonlySet<string>): string | undefined {
  const written = [...conditions.values()];
  if (written.some(isAlways)) return undefined;
  if (written.length === 1 && written[0] !== undefined && namesPrivate(written[0])) return written[0];
  const each = [...conditions].map(([id, condition]) => {
    const told = muted.has(id) ? "" : `${THROWN} = { error }; true; break ambit;`;
    return `try { if (${condition}\n) { true; break ambit; } } catch (error) { ${told} }`;
  });
  return `ambit: { ${each.join(" ")} false; }`;
}

function inRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function locationsOf({ actualLocation, locations = [] }: Omit<Answer, "breakpointId">): readonly ScriptLocation[] {
  return actualLocation === undefined ? locations : [actualLocation];
}

function isSame(one: ScriptLocation, other: ScriptLocation): boolean {
  return (
    one.scriptId === other.scriptId &&
    one.lineNumber === other.lineNumber &&
    (one.columnNumber ?? 0) === (other.columnNumber ?? 0)
  );
}
