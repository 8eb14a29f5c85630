/**
 * The breakpoints of one isolate, as V8 has them: set, taken away, and which of them was hit.
 *
 * V8 numbers breakpoints for each thread, and begins anew when a thread enters the isolate, which happens at every turn. So
 * several have the same number: V8 names the wrong one as hit, and takes the wrong one away. Therefore what is hit is
 * known here by its place. And to take some away, all are taken away, of which V8 then keeps none, and the rest is set again.
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

interface Entry extends BreakpointRequest {
  locations: readonly ScriptLocation[];
}

interface Answer {
  readonly breakpointId: string;
  readonly actualLocation?: ScriptLocation;
  readonly locations?: readonly ScriptLocation[];
}

/** All of one isolate. */
export class IsolateBreakpoints {
  readonly #inspector: InspectorClient;
  readonly #entries = new Map<string, Entry>();
  readonly #setting = new Set<Promise<unknown>>();
  #removing: Promise<void> = Promise.resolve();
  /** Removals that have not ended. */
  #removals = 0;

  constructor(inspector: InspectorClient) {
    this.#inspector = inspector;
  }

  /**
   * Sets one. The request has left when this returns, unless some are being taken away.
   *
   * @throws {InspectorError} when there is one at the place already, or no code.
   */
  async set(request: BreakpointRequest): Promise<SetBreakpoint> {
    if (this.#removals > 0) await this.#removing;
    const setting = this.#inspector.request<Answer>(request.method, request.params);
    this.#setting.add(setting);
    try {
      const { breakpointId, ...answer } = await setting;
      const locations = locationsOf(answer);
      this.#entries.set(breakpointId, { ...request, locations });
      return { id: breakpointId, locations };
    } finally {
      this.#setting.delete(setting);
    }
  }

  /** Takes some away. @throws {InspectorError} when the isolate has ended. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    this.#removals += 1;
    const removed = this.#removing.then(() => this.#remove(ids));
    this.#removing = removed.catch(() => {});
    try {
      await removed;
    } finally {
      this.#removals -= 1;
    }
  }

  /** Takes V8's word where one is. */
  resolved(id: string, location: ScriptLocation): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.locations = [...entry.locations, location];
  }

  /** Those that are hit where the isolate stands. */
  async hit({ hitBreakpoints: told = [], callFrames: [top] }: Paused): Promise<readonly string[]> {
    if (told.length === 0 || top === undefined) return [];
    const here = [...this.#entries].filter(([, entry]) => entry.locations.some((each) => isSame(each, top.location)));
    if (here.length === 0) return told;
    if (here.length === 1) return here.map(([id]) => id);
    const met = await Promise.all(here.map(([, { params }]) => this.#isMet(params.condition, top)));
    return here.filter((_, index) => met[index]).map(([id]) => id);
  }

  async #remove(ids: readonly string[]): Promise<void> {
    await Promise.allSettled(this.#setting);
    const all = [...this.#entries.keys()];
    for (const id of ids) this.#entries.delete(id);
    const done = all.map((breakpointId) => this.#inspector.request("Debugger.removeBreakpoint", { breakpointId }));
    const again = [...this.#entries.values()].map(async (entry) => {
      entry.locations = locationsOf(await this.#inspector.request<Answer>(entry.method, entry.params));
    });
    await Promise.all([...done, ...again]);
  }

  async #isMet(condition: string | undefined, { callFrameId }: CallFrame): Promise<boolean> {
    if (condition === undefined || condition === "") return true;
    const request = { callFrameId, expression: `!!(${condition}\n)`, returnByValue: true, silent: true };
    return (await this.#inspector.request<Evaluation>("Debugger.evaluateOnCallFrame", request)).result.value === true;
  }
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
