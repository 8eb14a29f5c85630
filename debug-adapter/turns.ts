/**
 * Where a turn of an isolate begins: functions of the prelude that the host calls.
 *
 * V8 keeps what it was asked for, a pause or a step, for the thread that runs the isolate, and a turn ends with that thread: a
 * pause of an isolate that waits would never come. Breakpoints stay, so the next turn begins with one.
 */
import type { Isolate } from "./debuggee.ts";
import { preludePlaces } from "./prelude-places.ts";

/** Answers of the host, timers, the end of calls, calls of exports. */
const DOORS = [
  /function settle\(\w+\) ?\{/,
  /function fire\(\w+, ?\w+\) ?\{/,
  /function runDue\(\) ?\{/,
  /function abort\(\w+, ?\w+\) ?\{/,
  /async function run\(\[[\w, ]+\]\) ?\{/,
] as const;

/** Stops isolates at the beginning of their turns. */
export class Turns {
  /** Breakpoint ids of V8, once they are set. */
  readonly #set = new WeakMap<Isolate, Promise<readonly string[]>>();

  /** Has an isolate stop at the beginning of its next turns. */
  async watch(isolate: Isolate): Promise<void> {
    const set = this.#doors(isolate);
    this.#set.set(isolate, set);
    await set;
  }

  /** Lets its turns begin as they are. */
  async leave(isolate: Isolate): Promise<void> {
    const set = this.#set.get(isolate);
    this.#set.delete(isolate);
    if (set !== undefined) await isolate.breakpoints.remove(await set);
  }

  /** Whether an isolate stands where a turn begins. */
  async begins(isolate: Isolate, hit: readonly string[]): Promise<boolean> {
    const set = (await this.#set.get(isolate)) ?? [];
    return hit.some((id) => set.includes(id));
  }

  async #doors(isolate: Isolate): Promise<readonly string[]> {
    const places = await preludePlaces(isolate, DOORS);
    const set = await Promise.all(
      places.map((location) => isolate.breakpoints.set({ method: "Debugger.setBreakpoint", params: { location } })),
    );
    return set.map(({ id }) => id);
  }
}
