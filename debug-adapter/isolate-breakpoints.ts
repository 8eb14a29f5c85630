/**
 * The breakpoints of one isolate, as V8 has them: set, taken away, and which of them was hit.
 *
 * V8 numbers breakpoints for each thread, and begins anew when a thread enters the isolate, which happens at every turn. So
 * several have the same number: V8 names the wrong one as hit, and takes the wrong one away. Therefore what is hit is
 * known here by its place. And to take some away, all are taken away, of which V8 then keeps none, and the rest is set again.
 *
 * V8 has one breakpoint at a place. Where several are wanted, it has one that stops for any of them.
 */
import type { CallFrame, Evaluation, Paused, ScriptLocation } from "./cdp.ts";
import type { InspectorClient } from "./inspector-client.ts";

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
  locations: readonly ScriptLocation[];
}

/** A condition may run for so long when it is asked again. */
const TIMEOUT_MS = 500;

interface Answer {
  readonly breakpointId: string;
  readonly actualLocation?: ScriptLocation;
  readonly locations?: readonly ScriptLocation[];
}

/** All of one isolate. */
export class IsolateBreakpoints {
  readonly #inspector: InspectorClient;
  readonly #places = new Map<string, Place>();
  readonly #setting = new Set<Promise<unknown>>();
  #lastId = 0;
  /** The last time that all are set again, and the one that has not begun. */
  #resetting: Promise<void> = Promise.resolve();
  #nextReset: Promise<void> | undefined;
  #resets = 0;

  constructor(inspector: InspectorClient) {
    this.#inspector = inspector;
  }

  /**
   * Sets one. The request has left when this returns, unless all are being set again.
   *
   * @throws {InspectorError} when there is no code at the place.
   */
  async set({ method, params }: BreakpointRequest): Promise<SetBreakpoint> {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const { condition, ...at } = params;
    const key = JSON.stringify([method, at]);
    const known = this.#places.get(key);
    if (known !== undefined) {
      known.conditions.set(id, condition);
      await this.#reset();
      return { id, locations: known.locations };
    }
    const place: Place = {
      method,
      params: at,
      conditions: new Map([[id, condition]]),
      name: undefined,
      locations: [],
    };
    this.#places.set(key, place);
    if (this.#resets > 0) await this.#reset();
    else await this.#setFirst(key, place);
    return { id, locations: place.locations };
  }

  /** Takes some away. @throws {InspectorError} when the isolate has ended. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const { conditions } of this.#places.values()) for (const id of ids) conditions.delete(id);
    await this.#reset();
  }

  /** Takes V8's word where one is; gives the ids of those that are there. */
  resolved(name: string, location: ScriptLocation): readonly string[] {
    const place = [...this.#places.values()].find((each) => each.name === name);
    if (place === undefined) return [];
    place.locations = [...place.locations, location];
    return [...place.conditions.keys()];
  }

  /** Those that are hit where the isolate stands. */
  async hit({ hitBreakpoints: told = [], callFrames: [top] }: Paused): Promise<readonly string[]> {
    if (told.length === 0 || top === undefined) return [];
    const all = [...this.#places.values()];
    const here = all.filter(({ locations }) => locations.some((each) => isSame(each, top.location)));
    const places = here.length > 0 ? here : all.filter(({ name = "" }) => told.includes(name));
    const candidates = places.flatMap(({ conditions }) => [...conditions]);
    if (candidates.length === 1) return candidates.map(([id]) => id);
    const met = await Promise.all(candidates.map(([, condition]) => this.#isMet(condition, top)));
    return candidates.filter((_, index) => met[index]).map(([id]) => id);
  }

  async #setFirst(key: string, place: Place): Promise<void> {
    const setting = this.#request(place);
    this.#setting.add(setting);
    try {
      await setting;
    } catch (error) {
      this.#places.delete(key);
      throw error;
    } finally {
      this.#setting.delete(setting);
    }
  }

  async #request(place: Place): Promise<void> {
    const condition = anyOf([...place.conditions.values()]);
    const params = condition === undefined ? place.params : { ...place.params, condition };
    const { breakpointId, ...answer } = await this.#inspector.request<Answer>(place.method, params);
    place.name = breakpointId;
    place.locations = locationsOf(answer);
  }

  /** Sets all again, also what was changed before this begins. */
  async #reset(): Promise<void> {
    this.#resets += 1;
    this.#nextReset ??= this.#resetting.then(async () => {
      await Promise.allSettled(this.#setting);
      this.#nextReset = undefined;
      await this.#setAnew();
    });
    const reset = this.#nextReset;
    this.#resetting = reset.catch(() => {});
    try {
      await reset;
    } finally {
      this.#resets -= 1;
    }
  }

  async #setAnew(): Promise<void> {
    const names = [...this.#places.values()].flatMap(({ name }) => name ?? []);
    for (const [key, { conditions }] of this.#places) if (conditions.size === 0) this.#places.delete(key);
    const removed = names.map((breakpointId) => this.#inspector.request("Debugger.removeBreakpoint", { breakpointId }));
    await Promise.all([...removed, ...[...this.#places.values()].map((place) => this.#request(place))]);
  }

  async #isMet(condition: string | undefined, { callFrameId }: CallFrame): Promise<boolean> {
    if (condition === undefined || condition === "") return true;
    const request = {
      callFrameId,
      expression: `!!(${condition}\n)`,
      returnByValue: true,
      silent: true,
      timeout: TIMEOUT_MS,
    };
    return (await this.#inspector.request<Evaluation>("Debugger.evaluateOnCallFrame", request)).result.value === true;
  }
}

/** A condition that is met when one of these is; one that throws is not. */
function anyOf(conditions: readonly (string | undefined)[]): string | undefined {
  const written = conditions.filter((each) => each !== undefined && each !== "");
  if (written.length < conditions.length) return undefined;
  if (written.length === 1) return written[0];
  return written.map((each) => `(() => { try { return (${each}\n); } catch { return false; } })()`).join(" || ");
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
